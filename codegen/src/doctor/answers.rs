//! Asking a portal, within what the caller was granted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Report;
use super::report::Unlooked;
use crate::live::{CallError, Portal, unwrapped, with_fixed};
use crate::model::{Entity, EntityId, Method, Model, Need, Scope};

/// The scope that every caller has.
const BASIC: &str = "basic";

/// A portal, with what is known of the caller.
pub(super) struct Asker<'m, 'p> {
    pub(super) model: &'m Model,
    portal: &'p mut dyn Portal,
    granted: BTreeSet<String>,
    pub(super) missing_scopes: BTreeMap<String, BTreeSet<String>>,
}

impl<'m, 'p> Asker<'m, 'p> {
    /// Asks for the caller's scopes first: whoever is refused that is not let in at all.
    pub(super) fn new(model: &'m Model, portal: &'p mut dyn Portal) -> Result<Self, CallError> {
        let scopes = portal.call("scope", json!({}))?;
        let scopes = scopes.as_array().into_iter().flatten();
        let mut granted: BTreeSet<String> = scopes
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        granted.insert(BASIC.to_owned());
        Ok(Self {
            model,
            portal,
            granted,
            missing_scopes: BTreeMap::new(),
        })
    }

    pub(super) fn entities(&self) -> impl Iterator<Item = (EntityId, &'m Entity)> + use<'m> {
        (0u32..).map(EntityId).zip(&self.model.entities)
    }

    /// Calls a method that takes nothing but `params`. Nothing where it may not be called; the report says so then.
    pub(super) fn ask(
        &mut self,
        method: &Method,
        params: Value,
        report: &mut Report,
    ) -> Result<Option<Value>, CallError> {
        let mut unlooked = |reason: String| {
            report.unlooked.push(Unlooked {
                method: method.name.clone(),
                reason,
            });
        };
        let given = with_fixed(method, params);
        let mut required = method.params.iter().filter(|param| param.certain);
        if let Some(param) = required.find(|param| given.get(&param.wire).is_none()) {
            unlooked(format!("it needs `{}`", param.wire));
            return Ok(None);
        }
        if method.needs.contains(&Need::App) {
            unlooked("only applications may call it".to_owned());
            return Ok(None);
        }
        if !self.may(&method.scope) {
            self.lacks(method);
            return Ok(None);
        }
        match self.portal.call(&method.call, given) {
            Ok(result) => Ok(Some(unwrapped(method, result))),
            Err(CallError::Refused { refusal, .. }) if refusal.is_scope() => {
                self.lacks(method);
                Ok(None)
            }
            Err(CallError::Refused { refusal, .. }) => {
                unlooked(format!("the portal refuses it: {refusal}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Calls what is no binding of an entity.
    pub(super) fn ask_plain(
        &mut self,
        method: &str,
        params: Value,
        report: &mut Report,
    ) -> Result<Option<Value>, CallError> {
        match self.portal.call(method, params) {
            Ok(result) => Ok(Some(result)),
            Err(CallError::Refused { refusal, .. }) => {
                report.unlooked.push(Unlooked {
                    method: method.to_owned(),
                    reason: format!("the portal refuses it: {refusal}"),
                });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn may(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Any(scopes) => {
                scopes.is_empty() || scopes.iter().any(|s| self.granted.contains(s))
            }
            Scope::All(scopes) => scopes.iter().all(|scope| self.granted.contains(scope)),
        }
    }

    fn lacks(&mut self, method: &Method) {
        let missing = match &method.scope {
            // Any of them would do.
            Scope::Any(scopes) => vec![scopes.join("` or `")],
            Scope::All(scopes) => {
                let mut scopes = scopes.clone();
                scopes.retain(|scope| !self.granted.contains(scope));
                scopes
            }
        };
        for scope in missing {
            let methods = self.missing_scopes.entry(scope).or_default();
            methods.insert(method.name.clone());
        }
    }
}
