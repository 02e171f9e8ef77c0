/** What is known of a request to a tracking address. Times in ms. */
export type TrackedRequest = {
  readonly kind: 'open' | 'click';
  readonly method: string;
  readonly userAgent: string | undefined;
  /** Since the mail was accepted by its server. */
  readonly sinceSentMs: number;
  /** Different links of the same mail that were asked for in the last two seconds, this one not counted. */
  readonly otherLinksJustNow?: number;
};

/** Why a request may not have been made by a person. */
export type BotFlag =
  | 'no-agent'
  | 'known-bot'
  | 'tool'
  | 'security-scanner'
  | 'privacy-proxy'
  | 'image-proxy'
  | 'not-get'
  | 'too-fast'
  | 'all-links';

/** User agents, as far as they say what they are. The first match wins. */
const agents: readonly { readonly form: RegExp; readonly flag: BotFlag }[] = [
  { form: /googleimageproxy|yahoomailproxy|ggpht\.com/i, flag: 'image-proxy' },
  {
    form: /barracuda|proofpoint|mimecast|symantec|messagelabs|fireeye|trendmicro|sophos|forcepoint|safelinks|ironport|fortinet|zscaler|checkpoint|bitdefender/i,
    flag: 'security-scanner',
  },
  {
    form: /(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|skypeuripreview|slackbot|bingpreview|linkexpanding|monitor|pingdom|uptime/i,
    flag: 'known-bot',
  },
  {
    form: /^(curl|wget|python|java|go-http-client|okhttp|axios|node|undici|ruby|perl|libwww|php|apache-httpclient|postmanruntime|headlesschrome)|headless|phantomjs/i,
    flag: 'tool',
  },
  { form: /^mozilla\/[45]\.0$/i, flag: 'privacy-proxy' },
];

/** A person needs longer than this, in ms, to open a mail or follow a link in it. */
const tooFast = { open: 1_000, click: 2_000 };

/** Flags that leave it open: a proxy fetches pictures when a person opens the mail (Google) or anyhow (Apple). */
const undecided: ReadonlySet<BotFlag> = new Set(['image-proxy']);

/**
 * What speaks against a person having made the request.
 * @returns the flags, and whether the open or click is counted as a machine's
 */
export function botFlags(request: TrackedRequest): { readonly flags: readonly BotFlag[]; readonly bot: boolean } {
  const agent = request.userAgent?.trim() ?? '';
  const flags: BotFlag[] = [];
  const known = agents.find(({ form }) => form.test(agent));
  if (agent === '') flags.push('no-agent');
  if (known) flags.push(known.flag);
  if (request.method.toUpperCase() !== 'GET') flags.push('not-get');
  if (request.sinceSentMs < tooFast[request.kind]) flags.push('too-fast');
  if (request.kind === 'click' && (request.otherLinksJustNow ?? 0) >= 2) flags.push('all-links');
  return { flags, bot: flags.some((flag) => !undecided.has(flag)) };
}
