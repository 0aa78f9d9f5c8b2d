//! What a caller may do: scopes, kinds of caller, rights of the user. Each module of the platform says no in its own words.

use bitrix24_codegen::model::{Effect, ErrorKind, Method, Need};

use super::{Caller, Role};
use crate::engine::Cx;
use crate::fault::Fault;
use crate::php;

/// Whether the caller may make this call at all.
pub(crate) fn check(cx: &Cx<'_>) -> Result<(), Fault> {
    let caller = &cx.hit.caller;
    let Some(method) = cx.method else {
        return Ok(());
    };
    if !caller.may(&method.scope) {
        let with = if caller.is_app() { "access" } else { "webhook" };
        let text =
            format!("The request requires higher privileges than provided by the {with} token");
        return Err(Fault::new("insufficient_scope", text).status(401));
    }
    if method.needs.contains(&Need::App) && !caller.is_app() {
        let lists = |code: &str| method.errors.iter().any(|error| error.code == code);
        return Err(if lists(WRONG_CONTEXT) {
            Fault::new(WRONG_CONTEXT, "Application context required")
        } else {
            wrong_auth_type()
        });
    }
    if method.needs.contains(&Need::Admin) && !caller.role.administers() {
        return Err(forbidden("Access denied!"));
    }
    if allowed(cx, method, caller) {
        Ok(())
    } else {
        Err(denied(method))
    }
}

/// A webhook called a method that needs an application.
pub(crate) fn wrong_auth_type() -> Fault {
    let text = "Current authorization type is denied for this method Application context required";
    Fault::new("WRONG_AUTH_TYPE", text).status(403)
}

/// A right that a method asks for with a code and a status.
pub(crate) fn forbidden(text: impl Into<String>) -> Fault {
    Fault::new("ACCESS_DENIED", text).status(403)
}

/// How some methods say that they are for applications.
const WRONG_CONTEXT: &str = "ERROR_WRONG_CONTEXT";
/// The CRM, whose records users have rights to.
const CRM: &str = "crm.";
/// Directories are settings: everybody who sees records reads them, and administrators change them.
const DIRECTORIES: &str = "crm.status.";
/// The layouts of any kind of record, by its number.
const LAYOUTS: &str = "crm.item.details.configuration.";

/// These answer false where others refuse.
const ANSWER_NO: [&str; 2] = ["crm.timeline.bindings.bind", "crm.timeline.bindings.unbind"];

fn allowed(cx: &Cx<'_>, method: &Method, caller: &Caller) -> bool {
    let role = caller.role;
    let of_family = method.role.as_deref().unwrap_or_default();
    let reads = method.effect == Effect::Read;
    let settings = |role: Role| {
        if reads {
            role.reads()
        } else {
            role.administers()
        }
    };
    if cx.call.starts_with(DIRECTORIES) {
        return settings(role);
    }
    if cx.call.starts_with(LAYOUTS) {
        return configures(cx, cx.call, role);
    }
    match method.family.as_deref() {
        // Whoever reads records sees what custom fields they have; changing them is a matter of settings.
        Some("userfield") => settings(role),
        Some("details_configuration") => configures(cx, of_family, role),
        // Descriptions are for everybody who knows the CRM at all.
        Some(_) if of_family == "fields" => true,
        Some("classic" | "item" | "link") if reads => role.reads(),
        Some("classic" | "item" | "link") => role.writes(),
        _ if cx.core.catalogue.shape(method).is_some() || asks(cx, method) => {
            if reads {
                role.reads()
            } else {
                role.writes()
            }
        }
        // Whatever a method lists, who only reads changes nothing.
        None if !reads && cx.call.starts_with(CRM) && !ANSWER_NO.contains(&cx.call) => {
            role.writes()
        }
        _ => true,
    }
}

/// Beside the families, what asks for rights is what lists a refusal for want of them.
fn asks(cx: &Cx<'_>, method: &Method) -> bool {
    method.family.is_none() && cx.call.starts_with(CRM) && no_right(method).is_some()
}

/// The own layout belongs to everybody who sees the form; all others need the right to configure.
fn configures(cx: &Cx<'_>, role_name: &str, role: Role) -> bool {
    if role.administers() {
        return true;
    }
    let action = role_name.rsplit('.').next().unwrap_or_default();
    let common = cx.any_param("scope").and_then(php::text).as_deref() == Some("C");
    let user = cx.loose_param("userId").map(php::int).filter(|u| *u > 0);
    let own = user.is_none_or(|user| user == cx.hit.caller.user);
    match action.to_ascii_lowercase().as_str() {
        "forcecommonscopeforall" => false,
        "get" => role.reads() && (common || own),
        _ => role.reads() && !common && own,
    }
}

/// The code by which a method refuses who has no right to what it does.
fn no_right(method: &Method) -> Option<&str> {
    let mut errors = method.errors.iter();
    let error =
        errors.find(|error| error.is == Some(ErrorKind::Access) && error.code != WRONG_CONTEXT)?;
    Some(&error.code)
}

fn denied(method: &Method) -> Fault {
    match method.family.as_deref() {
        None => Fault::new(no_right(method).unwrap_or_default(), "Access denied."),
        Some("link") => forbidden("Access denied!"),
        Some("item") => Fault::new("ACCESS_DENIED", "Access denied"),
        _ => Fault::plain("Access denied."),
    }
}
