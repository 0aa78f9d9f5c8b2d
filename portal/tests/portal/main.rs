//! A portal over real HTTP: a module per section of what is known of the platform.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod activities;
mod activity_bindings;
mod any_body;
mod app_activities;
mod bindings;
mod client;
mod configuration;
mod contact_errors;
mod control;
mod custom_descriptions;
mod custom_fields;
mod custom_options;
mod custom_values;
mod deletion;
mod duplicates;
mod events;
mod fields;
mod files;
mod filters;
mod handlers;
mod item;
mod item_list;
mod item_refusals;
mod item_values;
mod limits;
mod list;
mod many;
mod multifields;
mod oauth;
mod odd_input;
mod offline;
mod overrides;
mod program;
mod readme;
mod records;
mod samples;
mod stage_history;
mod start;
mod timeline;
mod todos;
mod transport;
mod troubles;
mod writes;
