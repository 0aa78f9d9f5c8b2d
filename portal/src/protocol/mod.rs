//! HTTP in, HTTP out: addresses, parameters, envelopes, batches.

mod batch;
mod envelope;
mod input;
mod reference;
mod route;
mod server;

pub(crate) use server::{Work, router};
