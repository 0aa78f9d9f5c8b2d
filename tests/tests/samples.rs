//! Every method with an example, called over HTTP: the portal finds that the example's parameters are what the spec says, and
//! what it answers becomes the type that was made for the method.
//!
//! Methods that the portal keeps state for answer from it; they have tests of their own.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use bitrix24_client as rt;
use bitrix24_client::decode::{self, Meta};
use bitrix24_client::{Arg, Call, Client, Decode};
use bitrix24_codegen::model::{Effect, Example, Method, Model};
use bitrix24_portal::{App, Portal};
use serde_json::Value;

/// What came, and what was expected.
type Answer = Pin<Box<dyn Future<Output = Result<(String, String), String>> + Send>>;
type Check = fn(Client, &'static rt::Method, Vec<(String, Value)>, Value, Meta) -> Answer;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

fn check<T: Decode + Debug + Send + 'static>(
    b24: Client,
    method: &'static rt::Method,
    params: Vec<(String, Value)>,
    result: Value,
    meta: Meta,
) -> Answer {
    Box::pin(async move {
        let mut call = Call::<T>::new(method);
        for (name, value) in params {
            call.set_named(name, Arg::Json(value));
        }
        let came = call.send(&b24).await.map_err(|error| error.to_string())?;
        let mut expected: T = decode::from_json(&result).map_err(|error| error.to_string())?;
        expected.attach(&meta);
        Ok((format!("{came:#?}"), format!("{expected:#?}")))
    })
}

fn spec() -> Model {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    bitrix24_codegen::load(folder.as_ref()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn kept_list(texts: impl Iterator<Item = String>) -> &'static [&'static str] {
    Box::leak(texts.map(|text| kept(&text)).collect())
}

/// A method as the bindings describe it.
fn described(method: &Method) -> &'static rt::Method {
    let name = kept(&method.call);
    let mut described = match method.effect {
        Effect::Read => rt::Method::read(name),
        Effect::Set => rt::Method::set(name),
        Effect::Add => rt::Method::add(name),
    };
    if !method.unwrap.is_empty() {
        described = described.unwrap(kept_list(method.unwrap.iter().cloned()));
    }
    if method.positional {
        let names = method.params.iter().map(|param| param.wire.clone());
        described = described.positional(kept_list(names));
    }
    if method.rest == 3 {
        described = described.rest3();
    }
    Box::leak(Box::new(described))
}

/// Parameters of an example, with the constants of its binding.
fn parameters(method: &Method, example: &Example) -> Vec<(String, Value)> {
    let mut params: Vec<(String, Value)> = match &example.request {
        Value::Object(map) => map.clone().into_iter().collect(),
        _ => Vec::new(),
    };
    for (name, value) in &method.fixed {
        match params.iter_mut().find(|(known, _)| known == name) {
            Some((_, Value::Object(given))) => {
                given.extend(value.as_object().cloned().unwrap_or_default());
            }
            _ => params.push((name.clone(), value.clone())),
        }
    }
    params
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_answered() {
    let portal = Portal::builder()
        .limits(None)
        .app(App::new("app.1", "secret").access_token("token.of.the.app"))
        .start()
        .await
        .unwrap();
    let b24 = Client::builder()
        .token(portal.endpoint(), "token.of.the.app")
        .no_limits()
        .build()
        .unwrap();
    let (mut wrong, mut sampled) = (Vec::new(), 0);
    for method in &spec().methods {
        // The portal answers with the first one.
        let Some(example) = method.examples.first() else {
            continue;
        };
        let known = |(name, rest, _): &&(&str, u8, Check)| {
            (*name, *rest) == (method.name.as_str(), method.rest)
        };
        let (_, _, check) = CHECKS.iter().find(known).unwrap();
        let result = method
            .unwrap
            .iter()
            .try_fold(&example.result, |value, key| value.get(key))
            .cloned()
            .unwrap_or_default();
        portal.forget_requests();
        let params = parameters(method, example);
        let mut meta = Meta::default();
        meta.total = example.total.and_then(|total| u64::try_from(total).ok());
        meta.next = example.next;
        let outcome = check(b24.clone(), described(method), params, result, meta).await;
        let requests = portal.requests();
        let answered = requests.last().unwrap();
        match outcome {
            Ok((came, expected)) if answered.sample => {
                sampled += 1;
                if came != expected {
                    wrong.push(format!("{}: {came}\ninstead of\n{expected}", method.name));
                }
            }
            // Its parameters are not what the spec says, or a handler without such a record refused it.
            Err(error) if stateless(answered.error.as_deref()) => {
                wrong.push(format!("{}: {error}", method.name));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sampled >= 50, "{sampled}");
}

/// Whether a refusal comes from the check of parameters, or there is none.
fn stateless(error: Option<&str>) -> bool {
    matches!(
        error,
        None | Some("100" | "ERROR_ARGUMENT" | "ERROR_METHOD_NOT_FOUND")
    ) || error.is_some_and(|code| code.starts_with("BITRIX_REST_V3"))
}
