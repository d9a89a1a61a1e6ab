package gateway_test

import "slices"

// apiRules answers the table of all rules, in the order of the standard.
func apiRules() []apiRule {
	return slices.Concat(namingRules(), dateRules(), httpRules(), errorRules(), documentationRules(), versionRules(),
		transportRules(), moduleRules(), ownRules())
}

func namingRules() []apiRule {
	return []apiRule{
		{
			id: "core/naming-resources", asks: "resources are nouns", route: nouns,
			how: "An operation is a noun below its resource: `/head-counts/{id}/corrections`. No segment is a verb.",
		},
		{
			id: "core/naming-collections", asks: "collections are plural", route: plurals,
			how: "What has members or can be added to has a plural name. A resource that is one of its kind has not.",
		},
		{
			id: "core/interface-language", asks: "names are Dutch (SHOULD)",
			how: "**Departs.** Names are English, for integrators share the protos with the code; the Dutch term stands in " +
				"each description ([0012](adr/0012-resources-under-two-rule-books.md)).",
		},
		{
			id: "core/no-trailing-slash", asks: "`/x/` is 404 and never redirected", route: refuses("core/no-trailing-slash"),
			how: "A path with a slash at its end is another path.", tests: []string{"TestPathsOutsideTheAPIOfTheSameVersionAreUnknown"},
		},
		{
			id: "core/path-segments-kebab-case", asks: "segments are `[a-z0-9-]`, without a file extension", route: kebabCase,
			how: "Checked on the contract; the same path in capitals is 404. `openapi.json` is named by the standard itself.",
		},
		{
			id: "core/query-keys-camel-case", asks: "query keys are lowerCamelCase", route: camelCaseKeys,
			how: "A key has its JSON name and no other; `page_size` is refused.",
		},
		{
			id: "core/hide-implementation", asks: "no technology shows", route: hidesImplementation,
			how: "The text of an error that was not written for callers stays inside, and so do headers of services.",
			tests: []string{
				"TestAnythingElseIsInternalWithoutAWord", "gateway/internal/problem: TestTextOfAStatusThatIsNoFaultIsNotPassedOn",
			},
		},
	}
}

func dateRules() []apiRule {
	return []apiRule{
		{
			id: "core/date-time/format", asks: "dates and times are strings with their format", route: instantsInJSON,
			how: "RFC 3339, with `date` or `date-time` in the description.", tests: []string{"TestOpenAPIMeetsTheDesignRules"},
		},
		{
			id: "core/date-time/timezone", asks: "any offset is taken, the answer is in UTC", route: offsetsInBodies,
			how: "An instant in a body may have any offset; answers end with `Z`.",
		},
		{
			id: "core/date-time/date-omit-time-portion", asks: "a date has no time", route: datesWithoutTime,
			how: "A date is text, `YYYY-MM-DD`; no field that is called a date is an instant.",
		},
	}
}

func httpRules() []apiRule {
	return []apiRule{
		{
			id: "core/http-methods", asks: "405 with `Allow`; GET comes with HEAD", route: methods,
			how: "Every path answers OPTIONS and every other method with 405 and the methods it has.",
		},
		{
			id: "core/http-safety", asks: "GET changes nothing; PUT and DELETE may be repeated", route: safety,
			how: "A header or a form cannot make another method of a request. There is no PUT or DELETE yet.",
		},
		{
			id: "core/http-response-code", asks: "the right status", route: successes,
			how: "201 with `Location` where something was created, 204 after DELETE, otherwise 200; each as described.",
			tests: []string{
				"TestCreatedResourcesAreAnsweredWithTheirPlace", "gateway/internal/routes: TestSuccessHasTheStatusOfItsMethod",
			},
		},
		{
			id: "core/stateless", asks: "no state between requests", route: stateless,
			how:   "The API sets and reads no cookie; a page token says all there is to know.",
			tests: []string{"TestOnlyTheTokenTravelsToTheServices"},
		},
		{
			id: "core/nested-child", asks: "what depends on a resource is below it", route: nesting,
			how: "Every variable stands behind the name of what it is one of, and a child behind its parent.",
		},
		{
			id: "core/resource-operations", asks: "an operation is a resource", route: nouns,
			how: "As with names: `POST /accounts/{year}/publications`, and no `:verb`.",
		},
		{
			id: "content-negotiation", asks: "415 and 406 where types do not fit", route: refuses("content-negotiation"),
			how:   "Bodies and answers are JSON in UTF-8. What the caller accepts is never echoed. A body has a largest size (413).",
			tests: []string{"TestACompressedBodyIsRefused", "TestAcceptedMediaTypes"},
		},
	}
}

func errorRules() []apiRule {
	return []apiRule{
		{
			id: "core/error-handling/problem-details", asks: "errors are `application/problem+json`", route: problems,
			how:   "All of them, of the gateway and of every service, with `status`, `title`, `detail` and a stable `reason`.",
			tests: []string{"TestEveryKindOfFaultIsItsProblem"},
		},
		{
			id: "core/error-handling/invalid-input", asks: "400 for what is not well-formed",
			route: refuses("core/error-handling/invalid-input"),
			how:   "Unknown query keys and fields, missing bodies and values of a wrong type are refused before a service is asked.",
			tests: []string{"TestQueryValuesThatAreRefused", "TestBodiesThatAreRefused", "FuzzHeadCountBatchJSON"},
		},
		{
			id: "core/error-handling/all-errors", asks: "all errors at once (SHOULD)", route: allErrors,
			how:   "`errors` names each violation with its place.",
			tests: []string{"TestBadValuesInPathAndQueryAreNamedTogether", "TestViolationsOfAServiceAreNamedAsTheCallerWroteThem"},
		},
	}
}

func documentationRules() []apiRule {
	return []apiRule{
		{
			id: "core/doc-openapi", asks: "OpenAPI 3", route: described,
			how: "OpenAPI 3.1, made from the protos; every route is in it and nothing else, and its examples are accepted. The " +
				"official linter finds nothing.",
			tests: []string{"TestOpenAPIMeetsTheDesignRules"},
		},
		{
			id: "core/doc-openapi-contact", asks: "name, address and e-mail of the team",
			how: "In `info.contact`.", tests: []string{"TestOpenAPIMeetsTheDesignRules"},
		},
		{
			id: "core/doc-language", asks: "documentation is Dutch (SHOULD)",
			how: "The page `/docs` introduces the API in Dutch and in English. **Departs:** descriptions of operations are English, " +
				"as the names are.",
			tests: []string{"gateway/internal/apidocs: TestPageIsInTwoLanguages"},
		},
		{
			id: "core/publish-openapi", asks: "`openapi.json` for everybody, from any origin", whole: published,
			how: "At `/v1/openapi.json`, without a token, as the linter sees it. It can be read and tried out at `/docs`.",
		},
	}
}

func versionRules() []apiRule {
	return []apiRule{
		{
			id: "core/deprecation-schedule", asks: "a schedule for what ends", route: deprecation,
			how: "Nothing ends yet. What is `deprecated` in the protos is so in the description, and the " +
				"[changelog](../CHANGELOG.md) says when it ends.",
		},
		{
			id: "core/transition-period", asks: "an old version stays for a fixed time",
			how: "There is one version, and `/v1` does not break: `make breaking` compares the contract. **Open:** before there is a " +
				"`/v2`, the organisation fixes how long `/v1` stays.",
		},
		{
			id: "core/uri-version", asks: "the major version in the address of the server", route: versionInPath,
			how: "`/v1`.", tests: []string{"TestOpenAPIMeetsTheDesignRules"},
		},
		{id: "core/changelog", asks: "a public changelog", how: "[CHANGELOG.md](../CHANGELOG.md).", whole: changelog},
		{
			id: "core/semver", asks: "versions are semantic", how: "`info.version`, the one place where it is written.",
			tests: []string{"TestOpenAPIMeetsTheDesignRules"},
		},
		{
			id: "core/version-header", asks: "`API-Version` on every answer", route: versionHeader,
			how: "On errors too, and the same as `info.version`.",
		},
	}
}

func transportRules() []apiRule {
	return []apiRule{
		{
			id: "core/transport/tls", asks: "TLS, always",
			how: "By the gateway with the lists of the NCSC, or by a proxy in front ([operations](operations.md#tls)). Answers say " +
				"`Strict-Transport-Security`.",
		},
		{
			id: "core/transport/no-sensitive-uris", asks: "nothing about a person in a URL", route: nothingSensitive,
			how: "No path and no query key holds a name, number, address or date of birth; people are looked for with POST.",
		},
		{
			id: "core/transport/security-headers", asks: "security headers on every answer", route: securityHeaders,
			how: "The full list of the standard, on errors too.",
		},
		{
			id: "core/transport/cors", asks: "only listed origins", route: originsAreListed,
			how:   "`gateway.allowed-origins`, none by default. The description is for any origin.",
			tests: []string{"TestNoOriginIsAllowedThatNobodyListed"},
		},
	}
}

func moduleRules() []apiRule {
	return []apiRule{
		{
			id: "core/modules/geospatial", asks: "ADR-GEO for what has a place on the map", route: noGeometry,
			how: "Does not apply: places have a code of their wijk and no coordinates.",
		},
		{
			id: "core/modules/signing", asks: "signed payloads where needed",
			how: "Does not apply: TLS and signed tokens say who speaks.",
		},
		{
			id: "core/modules/encryption", asks: "encrypted payloads where needed",
			how: "Does not apply: nobody between the caller and the gateway's proxy reads along.",
		},
	}
}

// ownRules are what the API promises beside the standard.
func ownRules() []apiRule {
	return []apiRule{
		{
			id: "pagination", asks: "(ours) long lists come in parts", route: pagination,
			how: "Every list takes `pageSize` and `pageToken` and answers `nextPageToken`, or is short by its nature.",
		},
		{
			id: "idempotency", asks: "(ours) a second delivery does no harm", route: requestIDs,
			how: "Every create takes a `requestId` ([0016](adr/0016-request-ids.md)).",
		},
		{
			id: "caching", asks: "(ours) no answer is kept on the way", route: notKept,
			how: "`no-store`, as the standard asks. So there is no `ETag`; the `etag` of a resource guards a change (409), by AIP-154.",
		},
		{
			id: "access", asks: "(ours) it is said who may call", route: saysWhoMayCall,
			how:   "Declared in the protos, in the description as `security`, and listed in [access](access.md).",
			tests: []string{"TestDescriptionSaysWhoMayCall"},
		},
	}
}
