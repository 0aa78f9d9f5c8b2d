//! The Bitrix24 SDK.
