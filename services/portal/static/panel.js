// The panel of events over the page, the print button, and what follows a swapped page.

const dialog = () => document.getElementById("trace-dialog");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "trace") {
    if (!dialog().open) dialog().showModal();
    document.getElementById("trace-title")?.focus();
  } else if (detail.target.id === "view") {
    document.getElementById("view")?.focus({ preventScroll: true });
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]") || target === dialog()) dialog().close();
  if (target.closest("[data-print]")) window.print();
});

document.addEventListener("change", ({ target }) => {
  const months = target.form?.elements.months;
  if (target.name === "year" && months) months.disabled = target.value === "cumulative";
});
