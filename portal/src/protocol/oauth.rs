//! The two addresses of OAuth. A real portal has them on two servers; here they are the portal's own.

use hyper::header::{self, HeaderValue};
use hyper::{Method as Verb, StatusCode};
use serde_json::Value;

use super::input::Input;
use super::reply::Reply;
use super::serve::Gate;
use crate::fault::Fault;
use crate::php;

/// The user always agrees: the browser is sent back with a code at once.
pub(super) async fn authorize(gate: &Gate, input: &Input) -> Reply {
    let text = |name: &str| {
        php::get(&input.params, name)
            .and_then(php::text)
            .unwrap_or_default()
    };
    let client = text("client_id");
    let user = php::get(&input.params, "user_id").map(php::int);
    let made = gate
        .on_core(move |core| {
            let app = core.known_app(&client)?;
            let code = core.authorize(&client, user.unwrap_or(app.user))?;
            Ok((code, core.scopes_of(app).join(","), app.redirect.clone()))
        })
        .await;
    let (code, scope, redirect) = match made {
        Ok(made) => made,
        Err(fault) => return Reply::refusal(&fault),
    };
    let target = Some(text("redirect_uri"))
        .filter(|uri| !uri.is_empty())
        .or(redirect);
    let Some(target) = target else {
        // An application without an address: its user copies the code.
        return Reply::new(StatusCode::OK, "text/plain", code.into_bytes());
    };
    let settings = &gate.settings;
    // The state was taken out of the parameters, as the portal's methods never see it.
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("code", code.as_str()),
        ("state", input.state.as_deref().unwrap_or_default()),
        ("domain", settings.domain()),
        ("member_id", &settings.member_id),
        ("scope", &scope),
        ("server_domain", settings.domain()),
    ] {
        query.append_pair(name, value);
    }
    let join = if target.contains('?') { '&' } else { '?' };
    let address = HeaderValue::from_str(&format!("{target}{join}{}", query.finish()));
    match address {
        Ok(address) => Reply::new(StatusCode::FOUND, "text/plain", Vec::new())
            .with(header::LOCATION, Some(address)),
        Err(_) => Reply::refusal(&Fault::new("invalid_request", "Invalid redirect_uri")),
    }
}

/// A code or a refresh token for a pair of tokens.
pub(super) async fn token(gate: &Gate, verb: &Verb, input: Input) -> Reply {
    if !matches!(*verb, Verb::GET | Verb::POST) {
        return Reply::page(StatusCode::METHOD_NOT_ALLOWED);
    }
    let params: Value = input.params;
    match gate.on_core(move |core| core.exchange(&params)).await {
        Ok(answer) => Reply::json(StatusCode::OK, &answer),
        Err(fault) => Reply::refusal(&fault),
    }
}
