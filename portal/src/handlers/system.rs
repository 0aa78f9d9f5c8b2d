//! Who is calling, and what there is to call.

use serde_json::{Value, json};

use super::find;
use crate::engine::{Answer, Cx};
use crate::fault::Fault;
use crate::php;

/// Whether a parameter that switches something on is on.
fn is_on(cx: &Cx<'_>, name: &str) -> bool {
    let text = cx.loose_param(name).and_then(php::text);
    text.is_some_and(|t| !matches!(t.as_str(), "" | "0" | "N" | "n" | "false"))
}

/// With `full` what there is, else what the caller was granted.
pub(super) fn scope(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let mut scopes = cx.core.catalogue.scopes();
    if !is_on(cx, "full") {
        scopes.retain(|scope| cx.hit.caller.has_scope(scope));
    }
    Ok(json!(scopes).into())
}

pub(super) fn methods(cx: &Cx<'_>) -> Result<Answer, Fault> {
    use bitrix24_codegen::model::Scope;
    let wanted = cx
        .loose_param("scope")
        .and_then(php::text)
        .filter(|s| !s.is_empty());
    let (mut names, full) = (Vec::<String>::new(), is_on(cx, "full"));
    for method in cx
        .core
        .catalogue
        .model
        .methods
        .iter()
        .filter(|m| m.rest == 2)
    {
        let (Scope::Any(scopes) | Scope::All(scopes)) = &method.scope;
        let fits = match &wanted {
            Some(wanted) => scopes.contains(wanted),
            None => full || cx.hit.caller.may(&method.scope),
        };
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
    let binding = cx.core.catalogue.binding(&name, &Value::Null);
    let available = existing && binding.is_none_or(|m| cx.hit.caller.may(&m.scope));
    Ok(json!({ "isExisting": existing, "isAvailable": available }).into())
}

pub(super) fn app(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let Some(client) = cx.hit.caller.client() else {
        let mut scopes = cx.core.catalogue.scopes();
        scopes.retain(|scope| cx.hit.caller.has_scope(scope));
        return Ok(json!({ "SCOPE": scopes, "LICENSE": "en_ent" }).into());
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
        "ID": cx.hit.caller.user.to_string(), "ADMIN": cx.hit.caller.role.administers(), "NAME": "Portal",
        "LAST_NAME": "Admin", "PERSONAL_GENDER": "", "TIME_ZONE": "", "TIME_ZONE_OFFSET": 0
    })
    .into())
}

pub(super) fn user(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let now = cx.zone().moment(cx.zone().now());
    let user: Value = json!({
        "ID": cx.hit.caller.user.to_string(), "XML_ID": null, "ACTIVE": true, "NAME": "Portal", "LAST_NAME": "Admin",
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
