// Sorting: a click on a column's head turns its order; regions without a value stay last.

const keyOf = (row, column) => row.cells[column].dataset.value ?? "";

const compare = (a, b, sign) => {
  if (a === "" || b === "") return (a === "") - (b === "");
  const difference = Number(a) - Number(b);
  return sign * (Number.isNaN(difference) ? a.localeCompare(b, "zh-CN") : difference);
};

const sort = (table, head) => {
  const rising = head.getAttribute("aria-sort") === "descending" || startsRising(head);
  const sign = rising ? 1 : -1;
  for (const other of table.tHead.rows[0].cells) {
    if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  }
  head.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const rows = [...table.tBodies[0].rows];
  const column = head.cellIndex;
  rows.sort((a, b) => compare(keyOf(a, column), keyOf(b, column), sign));
  table.tBodies[0].append(...rows);
};

// Names begin at the beginning, figures with the greatest.
const startsRising = (head) =>
  !head.classList.contains("num") && head.getAttribute("aria-sort") !== "ascending";

document.addEventListener("click", ({ target }) => {
  const head = target.closest("table[data-sortable] thead th");
  if (head && target.closest("button")) sort(head.closest("table"), head);
});
