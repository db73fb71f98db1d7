//! What an answer was made from, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::Stamp;
use crate::model::{DepreciationTime, Policy, ServiceSpread};

/// By what two people can tell that they looked at the same books under the same rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StampJson {
    /// SHA-256 over the paths and hashes of all that was read.
    pub books: String,
    /// The policy the figures were computed under.
    pub policy: PolicyJson,
}

/// `[policy]` of `bilan.toml`, with its defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyJson {
    /// `invoiced`, `service` or `paid`.
    pub revenue_basis: String,
    /// `auto`, `invoices` or `ledger`.
    pub revenue_source: String,
    /// `auto`, `invoices` or `timesheets`.
    pub billed_days: String,
    /// `excluded` or `equivalent`.
    pub fixed_price_days: String,
    /// `months`; absent: `days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_spread: Option<String>,
    /// `actual`, `365` or `months`; absent: `360`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depreciation: Option<String>,
}

impl StampJson {
    pub(super) fn of(stamp: &Stamp) -> Self {
        Self { books: stamp.books.clone(), policy: PolicyJson::of(stamp.policy) }
    }
}

impl PolicyJson {
    pub(super) fn of(policy: Policy) -> Self {
        Self {
            revenue_basis: policy.revenue_basis.id().to_owned(),
            revenue_source: policy.revenue_source.id().to_owned(),
            billed_days: policy.billed_days.id().to_owned(),
            fixed_price_days: policy.fixed_price_days.id().to_owned(),
            service_spread: (policy.service_spread != ServiceSpread::default()).then(|| policy.service_spread.id().to_owned()),
            depreciation: (policy.depreciation != DepreciationTime::default()).then(|| policy.depreciation.id().to_owned()),
        }
    }
}
