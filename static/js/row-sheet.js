// A sheet of acts, one matter a row: names of bodies are proposed while they are typed, arrows go from row to row, and
// what was typed into a row is saved by itself. Without it every field is plain text and the button saves.
(function () {
  "use strict";
  var form = document.querySelector("form[data-row-sheet]");
  if (!form) return;
  var PAUSE = 1200, MOST = 8;
  var bodies = Array.prototype.map.call(form.querySelectorAll("#bodies option"), function (option) {
    return { name: option.value, found: (option.value + " " + option.textContent + " " + option.dataset.names).toLowerCase() };
  });
  var token = form.elements.csrfmiddlewaretoken.value, waiting = {}, sent = false;

  // ---- saving a row ----
  function fields(row) { return Array.prototype.filter.call(row.querySelectorAll("input, select"), function (one) { return /-\d+$/.test(one.name) && one.type !== "hidden"; }); }

  function save(row, closing) {
    var data = new FormData(), pk = row.dataset.row, said = row.querySelector("[data-saved]");
    if (sent) return;
    window.clearTimeout(waiting[pk]);
    delete waiting[pk];
    data.set("csrfmiddlewaretoken", token);
    data.set("keep", pk);
    data.set("row", pk);
    data.set("only", pk);
    data.set("seen-" + pk, form.elements["seen-" + pk].value);
    fields(row).forEach(function (one) { data.set(one.name, one.value); });
    window.fetch(form.action, {
      method: "POST", body: data, credentials: "same-origin", keepalive: Boolean(closing), headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.redirected) throw new Error("signed out");
      return answer.json();
    }).then(function (body) {
      said.textContent = body.saved ? "已自动保存 " + body.saved : body.detail;
      if (body.saved) markDoubts(row, body);
    }).catch(function () { said.textContent = "暂时没有存上，内容还在本页。"; });
  }

  function markDoubts(row, body) {
    var doubts = row.querySelector("[data-doubts]"), remarks = row.querySelector("[data-remarks]");
    doubts.textContent = body.doubts.join("；");
    doubts.hidden = !body.doubts.length;
    remarks.textContent = body.remarks.join("；");
    fields(row).forEach(function (one) {
      if (body.wrong.indexOf(one.name.replace(/-\d+$/, "")) >= 0) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    });
  }

  var ways = form.dataset.ways.split(";").filter(Boolean).map(function (one) { return one.split("="); });

  function tellWay(row) {
    var said = row.querySelector("[data-way]"), way = ways.filter(function (one) {
      return one[1].split(",").every(function (name) { return form.elements[name + "-" + row.dataset.row].value.trim(); });
    })[0];
    if (said) { said.textContent = way ? way[0] : ""; said.hidden = !way; }
  }

  function touched(row) {
    tellWay(row);
    window.clearTimeout(waiting[row.dataset.row]);
    waiting[row.dataset.row] = window.setTimeout(function () { save(row); }, PAUSE);
  }

  form.addEventListener("input", function (event) { var row = event.target.closest("[data-row]"); if (row && event.target.name !== "ids") touched(row); });
  form.addEventListener("submit", function () { sent = true; });
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });
  window.addEventListener("pagehide", function () {
    Object.keys(waiting).forEach(function (pk) { save(form.querySelector("[data-row='" + pk + "']"), true); });
  });

  // ---- proposing names ----
  var list = document.createElement("ul"), at = -1, field = null;
  list.className = "zx-proposed";
  list.id = "proposed";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "候选单位");
  list.hidden = true;
  document.body.appendChild(list);

  function part() {
    var words = field.value, start = field.dataset.bodies === "several" ? Math.max.apply(null, ["、", "，", ",", "；", " "].map(function (one) { return words.lastIndexOf(one); })) + 1 : 0;
    return { start: start, words: words.slice(start).trim().toLowerCase() };
  }

  function inOrder(words, name) {
    var place = -1;
    return Array.prototype.every.call(words, function (one) { place = name.indexOf(one, place + 1); return place >= 0; });
  }

  function close() {
    list.hidden = true;
    at = -1;
    if (field) { field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); }
  }

  function mark(place) {
    at = place;
    Array.prototype.forEach.call(list.children, function (one, number) {
      one.setAttribute("aria-selected", String(number === at));
      if (number === at) field.setAttribute("aria-activedescendant", one.id);
    });
  }

  function propose() {
    var asked = part().words, box;
    list.textContent = "";
    if (!asked) { close(); return; }
    var found = bodies.filter(function (one) { return one.found.indexOf(asked) >= 0; });
    found = found.concat(bodies.filter(function (one) { return found.indexOf(one) < 0 && asked.length > 1 && inOrder(asked, one.found); })).slice(0, MOST);
    if (!found.length || (found.length === 1 && found[0].name.toLowerCase() === asked)) { close(); return; }
    found.forEach(function (one, number) {
      var item = document.createElement("li");
      item.id = "proposed-" + number;
      item.setAttribute("role", "option");
      item.textContent = one.name;
      item.addEventListener("mousedown", function (event) { event.preventDefault(); take(number); });
      list.appendChild(item);
    });
    box = field.getBoundingClientRect();
    list.style.left = box.left + window.scrollX + "px";
    list.style.top = box.bottom + window.scrollY + "px";
    list.style.minWidth = box.width + "px";
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    mark(0);
  }

  function take(number) {
    var chosen = list.children[number].textContent;
    field.value = field.value.slice(0, part().start) + chosen;
    close();
    touched(field.closest("[data-row]"));
  }

  form.querySelectorAll("[data-bodies]").forEach(function (one) {
    one.removeAttribute("list");
    one.setAttribute("role", "combobox");
    one.setAttribute("aria-controls", "proposed");
    one.setAttribute("aria-expanded", "false");
    one.setAttribute("aria-autocomplete", "list");
    one.addEventListener("focus", function () { field = one; });
    one.addEventListener("input", function () { field = one; propose(); });
    one.addEventListener("blur", close);
  });

  // ---- from row to row ----
  function neighbour(one, step) {
    var name = one.name.replace(/-\d+$/, ""), rows = Array.prototype.slice.call(form.querySelectorAll("[data-row]"));
    var row = rows[rows.indexOf(one.closest("[data-row]")) + step];
    return row && (one.name === "ids" ? row.querySelector("[name=ids]") : form.elements[name + "-" + row.dataset.row]);
  }

  form.addEventListener("keydown", function (event) {
    var one = event.target, open = !list.hidden && one === field, next = null;
    if (!one.closest("[data-row]") || !/^(INPUT|SELECT)$/.test(one.tagName) || event.isComposing) return;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.ctrlKey) {
      event.preventDefault();
      mark((at + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length);
    } else if (open && event.key === "Enter") {
      event.preventDefault();
      take(at);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && one.type !== "checkbox") {
      event.preventDefault();
      next = neighbour(one, event.shiftKey ? -1 : 1);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (event.ctrlKey || one.type === "checkbox" || one.dataset.bodies)) {
      event.preventDefault();
      next = neighbour(one, event.key === "ArrowDown" ? 1 : -1);
    }
    if (next) { next.focus(); if (next.select && next.type === "text") next.select(); }
  });
})();
