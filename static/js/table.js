// Choosing rows in a list: one box for all, the number chosen, and the bar that follows. Without it every box and
// button still works; they are ordinary form fields.
(function () {
  "use strict";
  document.querySelectorAll("[data-zx-batch]").forEach(function (form) {
    var bar = form.querySelector("[data-zx-batch-bar]");
    var count = form.querySelector("[data-zx-batch-count]");
    var all = form.querySelector("[data-zx-all]");
    var every = form.querySelector("[data-zx-every]");   // everything the list finds, not this page only
    var name = form.getAttribute("data-zx-batch") || "ids";
    var boxes = Array.prototype.slice.call(form.querySelectorAll('input[name="' + name + '"]'));
    var asked = count.textContent;
    var measure = form.getAttribute("data-zx-measure") || "条";

    function show() {
      var chosen = boxes.filter(function (box) { return box.checked; }).length;
      var whole = every !== null && every.checked;
      bar.classList.toggle("is-active", whole || chosen > 0);
      if (bar.getAttribute("data-zx-batch-bar") === "later") bar.hidden = !whole && chosen === 0;
      count.textContent = whole ? "已选全部：" : chosen ? "已选 " + chosen + " " + measure + "：" : asked;
      bar.querySelectorAll("button").forEach(function (button) { button.disabled = !whole && chosen === 0; });
      bar.querySelectorAll("button[data-fits]").forEach(function (button) {   // only what can be done to one of those ticked
        var fits = button.getAttribute("data-fits").split(" ");
        button.hidden = !whole && chosen > 0 && !boxes.some(function (box) { return box.checked && fits.indexOf(box.value) >= 0; });
      });
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }

    (all.closest("label") || all).hidden = false;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
      show();
    });
    form.addEventListener("change", show);
    show();
  });
})();
