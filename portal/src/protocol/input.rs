//! Parameters of a request: the query, over it the body, in whatever form it came.

use serde_json::{Map, Value};

use crate::php;

/// Parameters, and the token that came with them.
pub(super) struct Input {
    pub(super) params: Value,
    pub(super) token: Option<String>,
}

impl Input {
    pub(super) fn read(query: &str, content_type: &str, authorization: &str, body: &[u8]) -> Self {
        let mut params = php::parse(query.as_bytes());
        params.extend(read_body(content_type, body));
        params.remove("state");
        let bearer = authorization
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
        let mut token = bearer.map(|(_, token)| token.trim().to_owned());
        for name in ["auth", "access_token"] {
            // The token can be the client's own parameter only when it is text.
            if let Some(Value::String(text)) = params.get(name) {
                token.get_or_insert_with(|| text.clone());
                params.remove(name);
            }
        }
        Self {
            params: Value::Object(params),
            token: token.filter(|t| !t.is_empty()),
        }
    }
}

/// A form if it says so. Otherwise JSON, and what is no JSON object counts as nothing.
fn read_body(content_type: &str, body: &[u8]) -> Map<String, Value> {
    if content_type
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded")
    {
        let form = php::parse(body);
        if !form.is_empty() {
            return form;
        }
    }
    match serde_json::from_slice(body).map(php::normalise) {
        Ok(Value::Object(map)) => map,
        Ok(Value::Array(items)) => items
            .into_iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_body_wins_and_bad_json_is_nothing() {
        let read = |query, kind, body: &str| Input::read(query, kind, "", body.as_bytes()).params;
        assert_eq!(
            read("id=1&x=2", "application/json", r#"{"id": 5}"#),
            json!({"id": 5, "x": "2"})
        );
        assert_eq!(read("id=1", "application/json", "{"), json!({"id": "1"}));
        assert_eq!(
            read("", "application/x-www-form-urlencoded", "id=7&state=x"),
            json!({"id": "7"})
        );
    }

    proptest! {
        #[test]
        fn any_body_is_read(query in ".{0,40}", kind in "application/(json|x-www-form-urlencoded)", body in prop::collection::vec(any::<u8>(), 0..80)) {
            Input::read(&query, &kind, "", &body);
        }
    }
}
