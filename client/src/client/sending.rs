//! A call under way.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::http::Exchange;
use super::reply::Reply;
use crate::decode::{Decode, read};
use crate::error::Error;

/// A call under way: a future of its answer, which borrows nothing. All that is particular to `T` in it is the reading of the
/// answer.
#[must_use = "a call is not sent until it is awaited"]
pub struct Sending<T> {
    exchange: Exchange,
    answer: PhantomData<fn() -> T>,
}

impl<T> Sending<T> {
    pub(super) const fn new(exchange: Exchange) -> Self {
        Self {
            exchange,
            answer: PhantomData,
        }
    }
}

impl<T: Decode> Future for Sending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.exchange
            .as_mut()
            .poll(context)
            .map(|reply| answer(&reply?))
    }
}

/// The answer in a reply.
fn answer<T: Decode>(reply: &Reply) -> Result<T, Error> {
    let mut answer = None;
    let (meta, _) = reply.read(&mut |slot| {
        answer = Some(read::<T>(slot)?);
        Ok(())
    })?;
    match answer {
        Some(mut answer) => {
            answer.attach(&meta);
            Ok(answer)
        }
        None => Err(reply.silent()),
    }
}

impl<T> std::fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sending")
    }
}
