// Says before the first paint that scripts run, so that nothing jumps. (The policy forbids inline scripts.)
document.body.classList.add("js-enabled", "govuk-frontend-supported");
