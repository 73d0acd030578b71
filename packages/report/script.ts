/**
 * Makes tables sortable by their headers. Without it they are complete, worst first. Cells carry their number
 * in `data-value`; cells without a value stay last in both directions.
 */
export const SCRIPT = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const first = head.dataset.sort;
      const other = first === 'ascending' ? 'descending' : 'ascending';
      const order = head.getAttribute('aria-sort') === first ? other : first;
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const value = (row) => row.cells[column].dataset.value ?? '';
      const rows = [...body.rows].sort((one, two) => {
        const a = value(one), b = value(two);
        if (a === '' || b === '') return (a === '') - (b === '');
        const difference = Number(a) - Number(b);
        return sign * (Number.isNaN(difference) ? a.localeCompare(b, undefined, { numeric: true }) : difference);
      });
      body.append(...rows);
    });
  });
}
`;
