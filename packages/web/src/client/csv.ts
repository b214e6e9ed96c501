/** What spreadsheets begin a formula with, in both widths (OWASP CSV Injection). */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

/** A line of a CSV file (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/** The first line, with a byte order mark, by which Excel knows that it is UTF-8. */
export function csvHead(columns: readonly string[]): string {
  return `\ufeff${columns.join(',')}\r\n`
}

/** A cell that a spreadsheet takes for text, whatever somebody has named themselves. */
function cell(text: string): string {
  const harmless = formulaStart.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
