// Small conveniences on pages that work without any script.
(function () {
  "use strict";

  function typing() { return /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName); }

  // "/" goes to the search box, arrows go from row to row once a row has the focus, Esc closes what hangs open.
  var ROWS = ".zx-main tbody a.subject, .zx-main td a, .zx-todo a.subject, .zx-rows a.subject, .zx-notice-open, a.m-entry, a.m-card";
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing()) {
      var box = document.querySelector("[data-search]") || document.querySelector("main input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      var here = document.activeElement;
      if (!here.matches(ROWS)) return;
      var row = here.closest("tr, li") || here;
      var rows = Array.prototype.filter.call(document.querySelectorAll(ROWS), function (link, at, all) {
        return at === 0 || (link.closest("tr, li") || link) !== (all[at - 1].closest("tr, li") || all[at - 1]);
      });
      var now = rows.findIndex(function (link) { return (link.closest("tr, li") || link) === row; });
      var next = rows[now + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.focus(); }
    } else if (event.key === "Escape") {
      hanging().forEach(function (menu) {
        var inside = menu.contains(document.activeElement);
        menu.open = false;
        if (inside) menu.querySelector("summary").focus();
      });
    }
  });

  // Menus that hang over the page close when something else is clicked.
  function hanging() { return Array.prototype.slice.call(document.querySelectorAll("details.zx-hat[open], details.zx-more[open]")); }
  document.addEventListener("click", function (event) {
    hanging().forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
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

  // What belongs to one answer alone shows once that is chosen (data-when="name=value"); without a script it always does.
  document.querySelectorAll("[data-when]").forEach(function (part) {
    var asked = part.dataset.when.split("="), choices = document.querySelectorAll("input[name='" + asked[0] + "']");
    function see() {
      part.hidden = !Array.prototype.some.call(choices, function (one) { return one.checked && one.value === asked[1]; });
    }
    choices.forEach(function (one) { one.addEventListener("change", see); });
    see();
  });

  // What of the window the bars that stay at its edges leave free.
  function free() {
    var top = 0, bottom = window.innerHeight;
    document.querySelectorAll(".m-tabs, .m-act, .w-submit, .w-bar").forEach(function (bar) {
      var place = window.getComputedStyle(bar).position, edge = bar.getBoundingClientRect();
      if ((place !== "fixed" && place !== "sticky") || edge.height === 0) return;
      if (bar.matches(".w-bar")) { if (edge.top < 60) top = Math.max(top, edge.bottom); }
      else if (edge.bottom > window.innerHeight - 90) bottom = Math.min(bottom, edge.top);
    });
    return { top: top, bottom: bottom };
  }

  // Whoever goes on with the keyboard finds nothing under these bars.
  document.addEventListener("focusin", function (event) {
    var one = event.target;
    if (!one.matches(":focus-visible") || one.closest(".m-tabs, .m-act, .w-submit, .w-bar")) return;
    var box = one.getBoundingClientRect(), left = free(), top = left.top, bottom = left.bottom;
    if (box.bottom > bottom - 4) window.scrollBy(0, Math.min(box.bottom - bottom + 12, Math.max(0, box.top - top - 4)));
    else if (box.top < top + 4) window.scrollBy(0, box.top - top - 12);
  });

  // Errors are read first, but where the address leads to one field.
  var wrong = document.querySelector("[data-focus]"), aimed = document.getElementById(window.location.hash.slice(1));
  if (aimed && aimed.matches("input, select, textarea")) aimed.focus();
  else if (wrong && !aimed) wrong.focus();

  // Passwords may be read while they are typed; they are sent as passwords, so that no browser offers them as text.
  document.querySelectorAll("form").forEach(function (form) {
    var fields = form.querySelectorAll("input[type=password]");
    if (!fields.length) return;
    var button = document.createElement("button");
    function show(readable) {
      fields.forEach(function (field) { field.type = readable ? "text" : "password"; });
      button.textContent = readable ? "隐藏密码" : "显示密码";
    }
    button.type = "button";
    button.className = "btn btn-sm btn-quiet mb-3";
    button.addEventListener("click", function () { show(fields[0].type === "password"); });
    form.addEventListener("submit", function () { show(false); });
    var last = fields[fields.length - 1];
    (last.closest(".zx-field") || last).insertAdjacentElement("afterend", button);
    show(false);
  });

  // Long choices become pickers that can be searched by typing: any part of what is shown or of the other names that an
  // option brings (data-names), then characters in their order, as people shorten names (住建局) or type pinyin (zjj).
  function shortens(typed, text) {
    var at = -1;
    return typed.split("").every(function (mark) { at = text.indexOf(mark, at + 1); return at >= 0; });
  }
  function scoring(search) {
    var typed = search.replace(/\s+/g, "").toLowerCase();
    return function (item) {
      var names = [item.text || ""].concat((item.names || "").split(" ")).concat((item.text || "").split(" "));
      return Math.max.apply(null, names.filter(Boolean).map(function (name) {
        var text = name.replace(/\s+/g, "").toLowerCase();
        if (text === typed) return 4;
        if (text.indexOf(typed) >= 0) return text.indexOf(typed) === 0 ? 3 : 2;
        return typed.length > 1 && shortens(typed, text) ? 1 : 0;
      }).concat(0));
    };
  }
  // The list of a picker ends above the bar at the lower edge: the page moves up for it, and it scrolls within itself.
  var LEAST = 132;
  function fit(picker) {
    var list = picker.dropdown_content, left = free();
    list.style.maxHeight = "";
    var over = picker.dropdown.getBoundingClientRect().bottom - left.bottom + 8;
    if (over > 0) window.scrollBy(0, Math.min(over, Math.max(0, picker.control.getBoundingClientRect().top - left.top - 12)));
    var rest = free().bottom - 8 - picker.dropdown.getBoundingClientRect().top;
    if (list.getBoundingClientRect().height > rest) list.style.maxHeight = Math.max(LEAST, rest) + "px";
  }
  if (window.TomSelect) {
    document.querySelectorAll("select[multiple], select[data-pick]").forEach(function (select) {
      var picker = new window.TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 1000, score: scoring,
        render: { no_results: function () { return '<div class="no-results">没有找到</div>'; } } });
      picker.on("dropdown_open", function () { fit(picker); });
      select.setAttribute("aria-hidden", "true");   // the picker in its place has the label now
    });
  }
})();
