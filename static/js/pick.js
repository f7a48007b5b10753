// Finding people in a long list of boxes. Without it the list is complete and works.
(function () {
  "use strict";
  document.querySelectorAll("[data-zx-pick]").forEach(function (group) {
    var search = group.querySelector("[data-zx-pick-search]");
    var count = group.querySelector("[data-zx-pick-count]");
    var options = Array.prototype.slice.call(group.querySelectorAll(".zx-picks .zx-option"));
    group.querySelector("[data-zx-pick-tools]").hidden = false;

    function show() {
      var words = search.value.trim();
      options.forEach(function (option) {
        var chosen = option.querySelector("input").checked;
        option.hidden = Boolean(words) && !chosen && option.textContent.indexOf(words) < 0;
      });
      var number = options.filter(function (option) { return option.querySelector("input").checked; }).length;
      count.textContent = number ? "已选 " + number + " 人" : "";
    }
    search.addEventListener("input", show);
    search.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    group.addEventListener("change", show);
    show();
  });
})();
