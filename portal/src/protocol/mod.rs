//! HTTP in, HTTP out: addresses, parameters, envelopes, batches, tokens, and trouble where it is asked for.

mod batch;
mod call;
mod control;
mod envelope;
mod input;
mod listen;
mod oauth;
mod reference;
mod reply;
mod route;
mod serve;
mod third;
mod xml;

pub(crate) use listen::listen;
pub(crate) use serve::{Gate, Work};
