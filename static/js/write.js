// The writing page saves itself a few seconds after the last key. What could not be sent stays in this browser until it
// could be. Without this script "保存草稿" does the same.
(function () {
  "use strict";
  var form = document.getElementById("write");
  if (!form) return;
  var PAUSE = 3000, RETRY = 15000, SIMILAR_PAUSE = 1500, ENOUGH_MORE = 100;
  var saved = document.getElementById("saved");
  var conflict = document.getElementById("conflict");
  var restore = document.getElementById("restore");
  var similar = document.getElementById("similar");
  var TEXTS = form.dataset.texts.split(" ");
  var timer = null, busy = false, dirty = false, stopped = false, leaving = false;

  function field(name) { return form.elements[name]; }
  function key() { return "zx-draft:" + form.dataset.user + ":" + (form.dataset.id || "new"); }
  function length(text) { return text.replace(/\s/g, "").length; }

  // ---- what is kept in this browser while it is not on the server ----
  function texts() {
    var found = { version: field("version") ? field("version").value : "" };
    TEXTS.forEach(function (name) { found[name] = field(name).value; });
    return found;
  }
  function keep() { try { localStorage.setItem(key(), JSON.stringify(texts())); } catch (full) { /* the server has the rest */ } }
  function forget(name) { try { localStorage.removeItem(name || key()); } catch (closed) { /* nothing was kept */ } }
  function kept() { try { return JSON.parse(localStorage.getItem(key())); } catch (broken) { return null; } }

  function offerKept() {
    var left = kept();
    if (!left) return;
    var differs = TEXTS.some(function (name) { return (left[name] || "") !== field(name).value; });
    if (!differs) { forget(); return; }
    restore.querySelector("[data-words]").textContent = "这台设备上有上次没有存上的文字。";
    restore.hidden = false;
    restore.querySelector("[data-restore]").addEventListener("click", function () {
      TEXTS.forEach(function (name) { if (typeof left[name] === "string") field(name).value = left[name]; });
      restore.hidden = true;
      count();
      touched();
    });
    restore.querySelector("[data-forget]").addEventListener("click", function () { forget(); restore.hidden = true; });
  }

  // ---- saying how it stands ----
  function say(icon, words) {
    saved.textContent = "";
    var mark = document.createElement("i");
    mark.className = "bi " + icon;
    mark.setAttribute("aria-hidden", "true");
    saved.appendChild(mark);
    saved.appendChild(document.createTextNode(" " + words));
  }

  function written() { return TEXTS.reduce(function (total, name) { return total + length(field(name).value); }, 0); }

  function count() {
    var total = 0, most = Number(form.dataset.bodyMax);
    form.querySelectorAll("[data-count]").forEach(function (shown) {
      var number = length(field(shown.dataset.count).value);
      total += number;
      shown.textContent = number;
    });
    var whole = form.querySelector("[data-total]");
    if (whole) {
      whole.textContent = total > most ? "，现已超出 " + (total - most) + " 字" : "，还可写 " + (most - total) + " 字";
      whole.classList.toggle("w-over", total > most);
    }
    form.querySelectorAll("[data-left]").forEach(function (left) {
      var rest = Number(left.dataset.max) - field(left.dataset.left).value.trim().length;
      left.textContent = rest < 0 ? "，已超出 " + -rest + " 字" : "，还可写 " + rest + " 字";
      left.classList.toggle("w-over", rest < 0);
    });
  }

  // A reason is asked for only where it is needed: <div data-reason="field that asks"> for the answer "no".
  function reason() {
    form.querySelectorAll("[data-reason]").forEach(function (why) {
      var refused = form.querySelector('[name="' + why.dataset.reason + '"][value="no"]').checked;
      why.hidden = !refused && !why.querySelector("input, textarea").value;
    });
  }

  // ---- saving ----
  function touched() {
    dirty = true;
    keep();
    if (stopped) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  }

  function later(words) {
    say("bi-cloud-slash", words);
    window.clearTimeout(timer);
    timer = window.setTimeout(save, RETRY);
  }

  function ready() {
    if (form.dataset.autosave) return true;
    var behalf = Array.from(form.querySelectorAll("[data-one-of] select[name]"));
    return (!behalf.length || behalf.some(function (one) { return one.value; })) &&
      TEXTS.some(function (name) { return field(name).value.trim(); });
  }

  function save() {
    if (busy || stopped || leaving || !dirty || !ready()) return;
    busy = true;
    dirty = false;
    var data = new FormData(form), started = !form.dataset.autosave;
    data.delete("files");
    if (started) data.set("do", "autosave");
    window.fetch(form.dataset.autosave || form.action, {
      method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" }
    }).then(function (answer) {
      var type = answer.headers.get("Content-Type") || "";
      if (answer.redirected || type.indexOf("json") < 0) throw new Error("signed out");
      return answer.json().then(function (body) { took(answer.status, body, started); });
    }).catch(function (problem) {
      dirty = true;
      keep();
      later(problem.message === "signed out" ? "登录已过期，文字已存在本机，请重新登录" : "暂时没有存上，文字已存在本机，稍后自动再存");
    }).then(function () {
      busy = false;
      if (dirty && !stopped) { window.clearTimeout(timer); timer = window.setTimeout(save, PAUSE); }
    });
  }

  function took(status, body, started) {
    if (status === 200) {
      var before = key();
      if (started) adopt(body);
      field("version").value = body.version;
      if (!dirty) forget(before);
      if (Math.abs(written() - lookedAt) > ENOUGH_MORE) { lookedAt = written(); look(); }
      say("bi-cloud-check", "已自动保存 " + body.saved);
      return;
    }
    dirty = true;
    if (status === 400) {
      say("bi-cloud-slash", "有一处太长，没有保存");
      dirty = false;
    } else if (status === 409) {
      stopped = true;
      conflict.querySelector("[data-words]").textContent = body.detail;
      conflict.dataset.version = body.version || "";
      conflict.hidden = false;
      conflict.scrollIntoView({ block: "center" });
      say("bi-cloud-slash", "没有保存");
    } else {
      throw new Error(status === 401 ? "signed out" : body.detail || "");
    }
  }

  // The first words of a new proposal made its row: from now on the page is that draft's own.
  function adopt(body) {
    form.dataset.autosave = body.autosave;
    form.dataset.id = body.id;
    form.action = body.write;
    var version = document.createElement("input");
    version.type = "hidden";
    version.name = "version";
    form.appendChild(version);
    conflict.querySelector("a").href = body.write;
    window.history.replaceState(null, "", body.write);
  }

  conflict.querySelector("[data-mine]").addEventListener("click", function () {
    field("version").value = conflict.dataset.version;
    conflict.hidden = true;
    stopped = false;
    dirty = true;
    save();
  });

  // ---- the same matter before ----
  var asking = null, said = "", lookedAt = 0;
  function look() {
    if (!similar) return;
    var title = field("title").value.trim();
    if (title.length < 6) { similar.textContent = ""; said = ""; return; }
    var address = similar.dataset.address + "?title=" + encodeURIComponent(title) + "&of=" + (form.dataset.id || "");
    window.fetch(address, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : "";
    }).then(function (html) {
      if (html === said) return; // what stands open stays open
      said = html;
      similar.innerHTML = html;
    }).catch(function () { similar.textContent = ""; said = ""; });
  }

  form.addEventListener("input", function (event) {
    count();
    touched();
    if (event.target.name === "title") { window.clearTimeout(asking); asking = window.setTimeout(look, SIMILAR_PAUSE); }
  });
  form.addEventListener("change", function () { reason(); touched(); });
  form.addEventListener("submit", function () { leaving = true; window.clearTimeout(timer); });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("online", save);
  window.addEventListener("pagehide", function () { if (dirty) keep(); });
  count();
  reason();
  offerKept();
  if (document.querySelector("[data-given-back]")) touched();
  lookedAt = written();
  look();
})();
