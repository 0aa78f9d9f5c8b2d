//! Who is calling, and what there is to call.

use serde_json::{Value, json};

use super::find;
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;
use crate::settings::Caller;

/// Answers with `full` what there is, else what the caller may use: here the same.
pub(super) fn scope(cx: &Cx<'_>) -> Result<Answer, Fault> {
    Ok(json!(cx.core.catalogue.scopes()).into())
}

pub(super) fn methods(cx: &Cx<'_>) -> Result<Answer, Fault> {
    use bitrix24_codegen::model::Scope;
    let wanted = cx
        .loose_param("scope")
        .and_then(php::text)
        .filter(|s| !s.is_empty());
    let mut names: Vec<String> = Vec::new();
    for method in cx
        .core
        .catalogue
        .model
        .methods
        .iter()
        .filter(|m| m.rest == 2)
    {
        let (Scope::Any(scopes) | Scope::All(scopes)) = &method.scope;
        let fits = wanted.as_ref().is_none_or(|w| scopes.contains(w));
        if fits && !names.contains(&method.call) {
            names.push(method.call.clone());
        }
    }
    Ok(json!(names).into())
}

pub(super) fn method(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let name = cx
        .loose_param("name")
        .and_then(php::text)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let existing = name == "batch" || cx.core.catalogue.knows(&name) || find(&name).is_some();
    Ok(json!({ "isExisting": existing, "isAvailable": existing }).into())
}

pub(super) fn app(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let Caller::App { client, .. } = &cx.hit.caller else {
        return Err(Fault::new(
            "ACCESS_DENIED",
            "Access denied! Application context required",
        ));
    };
    Ok(json!({
        "ID": 1, "CODE": client, "VERSION": 1, "STATUS": "L", "INSTALLED": true, "PAYMENT_EXPIRED": "N", "DAYS": null,
        "LANGUAGE_ID": "en", "LICENSE": "en_ent", "LICENSE_TYPE": "ent", "LICENSE_FAMILY": "ent"
    })
    .into())
}

/// The only user that there is has the caller's number.
pub(super) fn profile(cx: &Cx<'_>) -> Result<Answer, Fault> {
    Ok(json!({
        "ID": cx.hit.caller.user().to_string(), "ADMIN": cx.hit.caller.user() == 1, "NAME": "Portal",
        "LAST_NAME": "Admin", "PERSONAL_GENDER": "", "TIME_ZONE": ""
    })
    .into())
}

pub(super) fn user(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let now = cx.zone().moment(cx.zone().now());
    let user: Value = json!({
        "ID": cx.hit.caller.user().to_string(), "XML_ID": null, "ACTIVE": true, "NAME": "Portal", "LAST_NAME": "Admin",
        "SECOND_NAME": "", "EMAIL": "admin@portal.test", "LAST_LOGIN": now,
        "DATE_REGISTER": "2024-01-01T00:00:00+00:00", "TIME_ZONE": "", "IS_ONLINE": "Y", "TIMESTAMP_X": now,
        "LAST_ACTIVITY_DATE": "2024-07-23 08:08:50", "PERSONAL_GENDER": "", "PERSONAL_BIRTHDAY": "", "WORK_POSITION": "",
        "UF_EMPLOYMENT_DATE": "", "UF_DEPARTMENT": [1], "USER_TYPE": "employee"
    });
    Ok(user.into())
}

pub(super) fn time(cx: &Cx<'_>) -> Result<Answer, Fault> {
    Ok(Value::from(cx.zone().moment(cx.zone().now())).into())
}
