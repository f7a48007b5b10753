// Small conveniences on pages that work without any script.
(function () {
  "use strict";

  // "/" goes to the search box, as long as nobody is typing.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    var box = document.querySelector("[data-search]");
    if (box) { event.preventDefault(); box.focus(); }
  });

  // A second click on a button that is already at work does nothing; the server would refuse it anyway.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () {
      form.querySelectorAll("button").forEach(function (button) { button.disabled = true; });
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
    });
  });

  // Errors are read first.
  var wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  // Long choices become pickers that can be searched by typing.
  if (window.TomSelect) {
    document.querySelectorAll("select[multiple], select[data-pick]").forEach(function (select) {
      new window.TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 1000 });
    });
  }
})();
