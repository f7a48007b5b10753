// What is typed into a form stays in this tab until it has been sent, and on the server where the form says where
// (data-keep-url): a time-out, a wrong click or a closed tab loses nothing.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form) return;
  var PAUSE = 2000, RETRY = 15000;
  var key = "zx-act:" + form.dataset.keep, url = form.dataset.keepUrl;
  var said = form.querySelector("[data-kept-at]"), drop = form.querySelector("[data-drop]");
  var timer = null, waiting = null, dirty = false, sent = false;
  var fields = Array.prototype.filter.call(form.elements, function (one) {
    return one.name && (one.tagName === "TEXTAREA" || (one.tagName === "INPUT" && one.type === "text"));
  });

  function kept() { try { return JSON.parse(sessionStorage.getItem(key)); } catch (broken) { return null; } }
  function forget() { try { sessionStorage.removeItem(key); } catch (closed) { /* nothing kept */ } }

  var left = kept();
  if (left) {
    fields.forEach(function (one) { if (left[one.name] && !one.value.trim()) one.value = left[one.name]; });
    // A page of its own with a form that had a text of its own (a draft) keeps the newer typing beside the stored one.
    fields.forEach(function (one) {
      if (left[one.name] && left[one.name] !== one.value && !form.querySelector("[data-kept='" + one.name + "']")) offer(one, left[one.name]);
    });
  }

  function offer(one, text) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet mt-1";
    button.dataset.kept = one.name;
    button.textContent = "用刚才没有提交的文字";
    button.addEventListener("click", function () { one.value = text; button.remove(); touched(); });
    one.insertAdjacentElement("afterend", button);
  }

  // ---- on the server ----
  function say(words) { if (said) { said.textContent = words; said.hidden = false; } }

  function typed() {
    var data = new FormData(form);
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (one) { data.delete(one.name); });
    return data;
  }

  function later(words, pause) {
    say(words);
    window.clearTimeout(timer);
    if (pause) timer = window.setTimeout(save, pause);
  }

  function save() {
    if (!dirty || sent || waiting) return;
    dirty = false;
    waiting = new AbortController();
    window.fetch(url, {
      method: "POST", body: typed(), credentials: "same-origin", headers: { Accept: "application/json" }, signal: waiting.signal
    }).then(function (answer) {
      var type = answer.headers.get("Content-Type") || "";
      if (answer.redirected || type.indexOf("json") < 0) throw new Error("signed out");
      return answer.json();
    }).then(function (body) {
      say(body.saved ? "已自动保存 " + body.saved : body.detail + "您填写的内容还在本页。");
    }).catch(function (problem) {
      if (sent) return;
      dirty = true;
      later(problem.message === "signed out" ? "登录已过期，文字还在本页，请重新登录后再提交。" : "暂时没有存上，文字还在本页，稍后自动再存。",
        problem.message === "signed out" ? 0 : RETRY);
    }).finally(function () {
      waiting = null;
      if (dirty && !sent) timer = timer || window.setTimeout(save, PAUSE);
    });
  }

  function touched() {
    var found = {};
    fields.forEach(function (one) { if (one.value.trim()) found[one.name] = one.value; });
    try { sessionStorage.setItem(key, JSON.stringify(found)); } catch (full) { /* the form itself still has it */ }
    if (!url || sent) return;
    dirty = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { timer = null; save(); }, PAUSE);
  }

  // A tab that is closed or put aside sends what the pause has not sent yet.
  function leaving() {
    if (!url || !dirty || sent) return;
    window.fetch(url, { method: "POST", body: typed(), credentials: "same-origin", keepalive: true, headers: { Accept: "application/json" } })
      .catch(function () { /* this tab still has it */ });
    dirty = false;
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") leaving(); });
  window.addEventListener("pagehide", leaving);

  // What was given back after a sign-in is kept as if it had been typed just now.
  if (document.querySelector("[data-given-back]")) form.dispatchEvent(new Event("input"));
  form.addEventListener("submit", function () {
    // Refused texts come back with the page; done ones are not needed. Nothing is saved behind what is being sent.
    sent = true;
    window.clearTimeout(timer);
    if (waiting) waiting.abort();
    window.addEventListener("pagehide", forget);
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });

  if (drop) {
    drop.hidden = false;
    drop.addEventListener("click", function () {
      var data = new FormData();
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.set("drop", "1");
      sent = true;
      window.fetch(url, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" } })
        .then(function () { forget(); window.location.reload(); })
        .catch(function () { sent = false; say("暂时没有清空，请稍后再试。"); });
    });
  }
})();
