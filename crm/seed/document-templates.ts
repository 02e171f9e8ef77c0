/** Templates of documents that every installation has: HTML of a few tags, laid out as a PDF. */
export const documentTemplates = [
  { key: 'offer-document', name: 'Offer (PDF)', html: salesDocument('offer', 'validUntil') },
  { key: 'order-document', name: 'Order (PDF)', html: salesDocument('order', 'dueDate') },
  { key: 'invoice-document', name: 'Invoice (PDF)', html: salesDocument('invoice', 'dueDate') },
] as const;

function salesDocument(type: 'offer' | 'order' | 'invoice', until: 'validUntil' | 'dueDate'): string {
  return `<p class="soft">{{#if company.name}}{{company.name}}{{/if}}</p>
<h1>{{words.${type}}} {{#if record.number}}{{record.number}}{{/if}}</h1>
{{#if record.title}}<p><b>{{record.title}}</b></p>{{/if}}
<table class="plain">
<tr><td width="100">{{words.for}}</td><td>{{#if account.name}}{{account.name}}<br>{{/if}}{{#if contact.firstName}}{{contact.firstName}}{{/if}} {{#if contact.lastName}}{{contact.lastName}}{{/if}}</td></tr>
<tr><td>{{words.date}}</td><td>{{date record.updatedAt "d MMMM yyyy"}}</td></tr>
{{#if record.${until}}}<tr><td>{{words.${until}}}</td><td>{{date record.${until} "d MMMM yyyy"}}</td></tr>{{/if}}
{{#if owner.name}}<tr><td>{{words.contact}}</td><td>{{owner.name}}</td></tr>{{/if}}
</table>
<table>
<thead><tr><th>{{words.description}}</th><th width="50" align="right">{{words.quantity}}</th><th width="85" align="right">{{words.unitPrice}}</th><th width="50" align="right">{{words.discount}}</th><th width="95" align="right">{{words.amount}}</th></tr></thead>
<tbody>
{{#each lines}}<tr><td>{{#if description}}{{description}}{{/if}}</td><td align="right">{{number quantity}}</td><td align="right">{{money unitPrice currency}}</td><td align="right">{{#if discountPercent}}{{number discountPercent}} %{{/if}}</td><td align="right">{{money amount currency}}</td></tr>
{{/each}}
</tbody>
</table>
{{#if record.discountPercent}}<p align="right">{{words.subtotal}}: {{money subtotal currency}}<br>{{words.discount}}: {{number record.discountPercent}} %</p>{{/if}}
<h2 align="right">{{words.total}}: {{money (default record.total 0) currency}}</h2>
`;
}
