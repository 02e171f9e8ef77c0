/** A mail as it comes over the wire; fields of the header by their names. */
export function mailOf(header: Readonly<Record<string, string>>, body = 'Hello,\r\nit does not work.\r\n'): Buffer {
  const fields = {
    From: 'Ann Kowalska <ann@example.test>',
    To: 'help@cadenza.test',
    Subject: 'It does not work',
    'Message-ID': '<first@example.test>',
    Date: 'Mon, 04 May 2026 10:00:00 +0200',
    ...header,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** A mail with a text, an HTML page and a file. */
export function mailWithFile(header: Readonly<Record<string, string>>, html: string): Buffer {
  const parts = [
    'Content-Type: text/plain; charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDzie=F1 dobry',
    `Content-Type: text/html; charset=utf-8\r\n\r\n${html}`,
    'Content-Type: text/plain; name="../../etc/passwd"\r\nContent-Disposition: attachment; filename="../../etc/passwd"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=',
  ];
  const type = { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary="next"' };
  return mailOf({ ...header, ...type }, `${parts.map((part) => `--next\r\n${part}\r\n`).join('')}--next--\r\n`);
}
