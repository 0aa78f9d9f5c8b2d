//! A portal that the tools of `codegen` ask by way of the client.

use std::future::IntoFuture;

use bitrix24::Client;
use bitrix24_codegen::live::{CallError, Portal};
use serde_json::Value;
use tokio::runtime::Handle;

/// Where the tools are not asynchronous, tests have to run on several threads.
pub(crate) struct Asked<'c>(pub(crate) &'c Client);

impl Portal for Asked<'_> {
    fn call(&mut self, method: &str, params: Value) -> Result<Value, CallError> {
        let call = self.0.call(method, params);
        tokio::task::block_in_place(|| Handle::current().block_on(call.into_future())).map_err(
            |error| CallError::Unanswered {
                method: method.to_owned(),
                reason: error.to_string(),
            },
        )
    }
}
