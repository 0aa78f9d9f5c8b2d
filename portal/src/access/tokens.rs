//! OAuth: codes, access tokens and refresh tokens, kept in the store so that a restart does not log anybody out.

use std::collections::BTreeSet;
use std::fmt;

use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};

use super::{App, Caller, Source};
use crate::engine::Core;
use crate::fault::Fault;
use crate::settings::token;

/// An access token lives an hour.
const ACCESS: i64 = 3_600;
/// A refresh token lives 180 days.
const REFRESH: i64 = 180 * 86_400;
/// A code has to be exchanged within half a minute.
const CODE: i64 = 30;
/// Tokens and codes are as long as the platform's.
const LENGTH: usize = 32;

/// What an application is given to call with.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tokens {
    /// Sent with every call.
    pub access_token: String,
    /// Exchanged for a new pair; good for one exchange.
    pub refresh_token: String,
    /// When the access token expires, in seconds since 1970 by the portal's clock.
    pub expires: i64,
    /// The user in whose name calls are made.
    pub user_id: i64,
    scope: String,
}

impl fmt::Debug for Tokens {
    /// Without the tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires", &self.expires)
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// Why no token is issued.
fn refused(code: &str, text: &str) -> Fault {
    Fault::new(code, text)
}

impl Core {
    /// Who may call with this webhook.
    pub(crate) fn webhook(&self, user: &str, token: &str) -> Result<Caller, Fault> {
        let user: Option<i64> = user.parse().ok();
        let hooks = &self.settings.webhooks;
        let hook = hooks
            .iter()
            .find(|hook| Some(hook.user) == user && hook.token == token)
            .ok_or_else(|| {
                Fault::new("INVALID_CREDENTIALS", "Invalid request credentials").status(401)
            })?;
        Ok(Caller {
            user: hook.user,
            role: self.settings.role(hook.user),
            source: Source::Webhook {
                token: hook.token.clone(),
            },
            granted: granted(hook.scopes.as_ref()),
            depth: 0,
            connector: String::new(),
        })
    }

    /// Who may call with this access token.
    pub(crate) fn bearer(&self, token: &str) -> Result<Caller, Fault> {
        let sql = "SELECT client, user, expires, depth FROM oauth_token WHERE access = ?1";
        let found: Option<(String, i64, i64, u8)> = self
            .store
            .db
            .prepare_cached(sql)?
            .query_row([token], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let unknown =
            || Fault::new("invalid_token", "Unable to get application by token").status(401);
        let (client, user, expires, depth) = found.ok_or_else(unknown)?;
        let app = self.settings.app(&client).ok_or_else(unknown)?;
        if self.settings.clock.seconds() >= expires {
            let text = "The access token provided has expired.";
            return Err(Fault::new("expired_token", text).status(401));
        }
        Ok(Caller {
            user,
            role: self.settings.role(user),
            source: Source::App {
                client: client.clone(),
            },
            granted: granted(app.scopes.as_ref()),
            depth,
            connector: String::new(),
        })
    }

    /// A pair of tokens for an application. `depth` counts the events before it.
    pub(crate) fn issue(&self, app: &App, user: i64, depth: u8) -> Result<Tokens, Fault> {
        self.keep(app, user, depth, token(LENGTH))
    }

    /// Issues the tokens that were said beforehand, unless an earlier start has done so.
    pub(crate) fn issue_known(&self) -> Result<(), Fault> {
        for app in &self.settings.apps {
            let Some(access) = &app.access_token else {
                continue;
            };
            let old = "DELETE FROM oauth_token WHERE access = ?1";
            self.store.db.execute(old, [access])?;
            self.keep(app, app.user, 0, access.clone())?;
        }
        Ok(())
    }

    fn keep(&self, app: &App, user: i64, depth: u8, access: String) -> Result<Tokens, Fault> {
        let now = self.settings.clock.seconds();
        let db = &self.store.db;
        db.prepare_cached("DELETE FROM oauth_token WHERE refresh_expires <= ?1")?
            .execute([now])?;
        let tokens = Tokens {
            access_token: access,
            refresh_token: token(LENGTH),
            expires: now + ACCESS,
            user_id: user,
            scope: self.scopes_of(app).join(","),
        };
        // A token that comes with an event cannot be refreshed, so it is forgotten with its hour.
        let refresh_expires = now + if depth == 0 { REFRESH } else { ACCESS };
        let sql = "INSERT INTO oauth_token (access, refresh, client, user, expires, refresh_expires, depth)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        db.prepare_cached(sql)?.execute((
            &tokens.access_token,
            &tokens.refresh_token,
            &app.client_id,
            user,
            tokens.expires,
            refresh_expires,
            depth,
        ))?;
        Ok(tokens)
    }

    /// What an application was granted, or all there is.
    pub(crate) fn scopes_of(&self, app: &App) -> Vec<String> {
        match &app.scopes {
            Some(scopes) => scopes.clone(),
            None => self.catalogue.scopes().into_iter().collect(),
        }
    }

    /// A code for an application, as a user who agrees sends it there.
    pub(crate) fn authorize(&self, client: &str, user: i64) -> Result<String, Fault> {
        self.known_app(client)?;
        let code = token(LENGTH);
        let expires = self.settings.clock.seconds() + CODE;
        let sql = "INSERT INTO oauth_code (code, client, user, expires) VALUES (?1, ?2, ?3, ?4)";
        self.store.db.execute(sql, (&code, client, user, expires))?;
        Ok(code)
    }

    pub(crate) fn known_app(&self, client: &str) -> Result<&App, Fault> {
        let app = self.settings.app(client);
        app.ok_or_else(|| refused("invalid_client", "Client not found"))
    }

    /// `/oauth/token/`: a code or a refresh token for a new pair.
    pub(crate) fn exchange(&self, params: &Value) -> Result<Value, Fault> {
        let text = |name: &str| {
            crate::php::get(params, name)
                .and_then(crate::php::text)
                .filter(|text| !text.is_empty())
                .ok_or_else(|| refused("invalid_request", &format!("Parameter {name} is missing")))
        };
        let app = self.known_app(&text("client_id")?)?;
        if text("client_secret")? != app.client_secret {
            return Err(refused("invalid_client", "Client authentication failed"));
        }
        let grant = text("grant_type")?;
        let transaction = self.store.db.unchecked_transaction()?;
        let tokens = match grant.as_str() {
            "authorization_code" => self.redeem(app, &text("code")?)?,
            "refresh_token" => self.rotate(app, &text("refresh_token")?)?,
            _ => return Err(refused("invalid_request", "Unknown grant_type")),
        };
        transaction.commit()?;
        Ok(self.token_answer(&tokens))
    }

    fn redeem(&self, app: &App, code: &str) -> Result<Tokens, Fault> {
        let sql = "DELETE FROM oauth_code WHERE code = ?1 AND client = ?2 RETURNING user, expires";
        let found: Option<(i64, i64)> = self
            .store
            .db
            .query_row(sql, (code, &app.client_id), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        match found {
            Some((user, expires)) if self.settings.clock.seconds() < expires => {
                self.issue(app, user, 0)
            }
            _ => Err(refused("invalid_grant", "Invalid grant")),
        }
    }

    /// The old refresh token is used up; the old access token lives on until its hour is over.
    fn rotate(&self, app: &App, refresh: &str) -> Result<Tokens, Fault> {
        let sql = "UPDATE oauth_token SET refresh = NULL
             WHERE refresh = ?1 AND client = ?2 AND refresh_expires > ?3 RETURNING user";
        let now = self.settings.clock.seconds();
        let user: Option<i64> = self
            .store
            .db
            .query_row(sql, (refresh, &app.client_id, now), |row| row.get(0))
            .optional()?;
        let user = user.ok_or_else(|| refused("invalid_grant", "Invalid grant"))?;
        self.issue(app, user, 0)
    }

    fn token_answer(&self, tokens: &Tokens) -> Value {
        let settings = &self.settings;
        let mut answer = Map::new();
        for (name, value) in [
            ("access_token", json!(tokens.access_token)),
            ("client_endpoint", json!(settings.endpoint())),
            // The authorization server's, not the portal's; here they are one.
            ("domain", json!(settings.domain())),
            ("expires", json!(tokens.expires)),
            ("expires_in", json!(ACCESS)),
            ("member_id", json!(settings.member_id)),
            ("refresh_token", json!(tokens.refresh_token)),
            ("scope", json!(tokens.scope)),
            ("server_endpoint", json!(settings.endpoint())),
            ("status", json!("L")),
            ("user_id", json!(tokens.user_id)),
        ] {
            answer.insert(name.to_owned(), value);
        }
        Value::Object(answer)
    }

    /// Ends the life of every access token now. Refresh tokens stay good.
    pub(crate) fn expire_tokens(&self) -> Result<usize, Fault> {
        let now = self.settings.clock.seconds();
        let sql = "UPDATE oauth_token SET expires = ?1 WHERE expires > ?1";
        Ok(self.store.db.execute(sql, [now])?)
    }

    /// Forgets every token of the application that this one belongs to.
    pub(crate) fn revoke(&self, token: &str) -> Result<usize, Fault> {
        let caller = self.bearer(token)?;
        self.revoke_tokens(caller.client().unwrap_or_default())
    }

    /// Forgets every token of an application, as if it had been removed from the portal.
    pub(crate) fn revoke_tokens(&self, client: &str) -> Result<usize, Fault> {
        let sql = "DELETE FROM oauth_token WHERE client = ?1";
        Ok(self.store.db.execute(sql, [client])?)
    }
}

fn granted(scopes: Option<&Vec<String>>) -> Option<BTreeSet<String>> {
    scopes.map(|scopes| scopes.iter().cloned().collect())
}
