// A form's texts stay in this tab until they have been sent, so that a time-out or a wrong click loses nothing.
(function () {
  "use strict";
  var form = document.querySelector("form[data-keep]");
  if (!form) return;
  var key = "zx-act:" + form.dataset.keep;
  var fields = Array.prototype.filter.call(form.elements, function (one) {
    return one.name && (one.tagName === "TEXTAREA" || (one.tagName === "INPUT" && one.type === "text"));
  });

  function kept() { try { return JSON.parse(sessionStorage.getItem(key)); } catch (broken) { return null; } }

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
    button.addEventListener("click", function () { one.value = text; button.remove(); });
    one.insertAdjacentElement("afterend", button);
  }

  form.addEventListener("input", function () {
    var found = {};
    fields.forEach(function (one) { if (one.value.trim()) found[one.name] = one.value; });
    try { sessionStorage.setItem(key, JSON.stringify(found)); } catch (full) { /* the form itself still has it */ }
  });
  // What was given back after a sign-in is kept as if it had been typed just now.
  if (document.querySelector("[data-given-back]")) form.dispatchEvent(new Event("input"));
  form.addEventListener("submit", function () {
    // Refused texts come back with the page; done ones are not needed.
    window.addEventListener("pagehide", function () { try { sessionStorage.removeItem(key); } catch (closed) { /* nothing kept */ } });
  });
})();
