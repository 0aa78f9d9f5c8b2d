//! What the protocol's own error codes mean.

use super::Refusal;
use crate::method::ErrorKind;

/// Codes that any method may answer. Methods bring their own besides, and theirs come first.
const PROTOCOL: &[(&str, ErrorKind)] = &[
    ("QUERY_LIMIT_EXCEEDED", ErrorKind::Limit),
    ("OPERATION_TIME_LIMIT", ErrorKind::Limit),
    ("OVERLOAD_LIMIT", ErrorKind::Limit),
    ("NO_AUTH_FOUND", ErrorKind::Auth),
    ("expired_token", ErrorKind::Auth),
    ("invalid_token", ErrorKind::Auth),
    ("invalid_grant", ErrorKind::Auth),
    ("invalid_client", ErrorKind::Auth),
    ("authorization_error", ErrorKind::Auth),
    ("INVALID_CREDENTIALS", ErrorKind::Auth),
    ("WRONG_AUTH_TYPE", ErrorKind::Auth),
    ("ACCESS_DENIED", ErrorKind::Access),
    ("insufficient_scope", ErrorKind::Access),
    ("invalid_scope", ErrorKind::Access),
    ("user_access_error", ErrorKind::Access),
    ("allowed_only_intranet_user", ErrorKind::Access),
    ("PAYMENT_REQUIRED", ErrorKind::Access),
    ("PORTAL_DELETED", ErrorKind::Access),
    ("NOT_FOUND", ErrorKind::NotFound),
    ("ERROR_NOT_FOUND", ErrorKind::NotFound),
    // A method that does not exist is a mistake in the call, and not a record to do without.
    ("ERROR_METHOD_NOT_FOUND", ErrorKind::Invalid),
    ("ERROR_ARGUMENT", ErrorKind::Invalid),
    ("INVALID_ARG_VALUE", ErrorKind::Invalid),
    // Also spelled `invalid_request`, by the authorization server.
    ("INVALID_REQUEST", ErrorKind::Invalid),
    ("ERROR_MANIFEST_IS_NOT_AVAILABLE", ErrorKind::Invalid),
    ("ERROR_BATCH_LENGTH_EXCEEDED", ErrorKind::Invalid),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED", ErrorKind::Invalid),
    ("INTERNAL_SERVER_ERROR", ErrorKind::Server),
    ("ERROR_UNEXPECTED_ANSWER", ErrorKind::Server),
];

/// Codes of REST 3 stand behind this.
const REST_3: &str = "BITRIX_REST_V3_EXCEPTION_";

/// Codes that any method of REST 3 may answer; all others mean a wrong call.
const REST_3_CODES: &[(&str, ErrorKind)] = &[
    ("ENTITYNOTFOUNDEXCEPTION", ErrorKind::NotFound),
    ("ACCESSDENIEDEXCEPTION", ErrorKind::Access),
    ("INSUFFICIENTSCOPEEXCEPTION", ErrorKind::Access),
    ("IDEMPOTENCYKEYREUSEDEXCEPTION", ErrorKind::Exists),
];

impl ErrorKind {
    /// What a code means that any method may answer; `None` for one that only some method knows.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        if let Some(code) = code.strip_prefix(REST_3) {
            let known = REST_3_CODES.iter().find(|(known, _)| *known == code);
            return Some(known.map_or(Self::Invalid, |(_, kind)| *kind));
        }
        // Whatever went wrong, mostly a rule that was broken; with a status of 500 it is the platform itself.
        if code == "ERROR_CORE" {
            return Some(Self::Invalid);
        }
        let known = PROTOCOL
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(code));
        known.map(|(_, kind)| *kind)
    }
}

/// What a refusal means, if that is known.
pub(super) fn kind(
    errors: &[(&str, ErrorKind)],
    refusal: &Refusal,
    status: Option<u16>,
) -> Option<ErrorKind> {
    let code = refusal.code.as_str();
    let failed = status.is_some_and(|status| status >= 500);
    let known = errors.iter().find(|(known, _)| *known == code);
    if let Some((_, kind)) = known {
        return Some(*kind);
    }
    if failed && code == "ERROR_CORE" {
        return Some(ErrorKind::Server);
    }
    if let Some(kind) = ErrorKind::of_code(code) {
        return Some(kind);
    }
    match code {
        _ if failed => Some(ErrorKind::Server),
        "" | "0" | "100" => Some(by_text(&refusal.text)),
        _ => None,
    }
}

/// Where the code says nothing, the platform's English constants tell rights and missing records from wrong parameters.
fn by_text(text: &str) -> ErrorKind {
    let text = text.trim_end_matches(['.', '!']);
    if text == "Access denied" {
        ErrorKind::Access
    } else if text == "Not found" || text.ends_with(" is not found") {
        ErrorKind::NotFound
    } else {
        ErrorKind::Invalid
    }
}
