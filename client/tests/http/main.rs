//! The client over real HTTP, against servers of a few lines.

mod batches;
mod calls;
mod lists;
mod secrets;
mod server;
