package domain

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// vocabulary is, by name, the only values it can have. A filter that compares a name with a value it never has would
// count nothing without a word, so that is refused like an unknown name.
type vocabulary map[string][]string

func newVocabulary(themes []Theme) vocabulary {
	words := vocabulary{
		"fact.kind":        FactKinds(),
		"fact.method":      {"counter", "tally", "estimate"},
		"fact.part_of_day": {"morning", "afternoon", "evening", "whole_day"},
		"fact.age_band":    ageBands(),
		"fact.channel":     {"street", "in_person", "school", "online", "telephone", "walk_in", "home_visit", "other"},
		"fact.output":      {"repair", "act", "initiative_support", "project"},
		"fact.outcome":     {"repaired", "advice", "not_repairable"},
		"fact.setting":     {"in_house", "elsewhere"},
		"fact.engagement":  {"volunteer", "intern"},
		"fact.trajectory": {
			"debt_help", "youth_fund", "long_term_guidance", "social_legal_advice",
			"learn2work", "participation_factory", "social_prescription", "wayfinding",
		},
		"fact.exit_reason": {
			"completed", "solved_by_self", "withdrawn", "no_show", "moved", "died", "conditions_not_met", "not_fitting", "other",
			"own_choice", "no_contact", "health", "not_suitable", "deceased",
		},
		"fact.asker": {
			"resident", "relative", "gp", "police", "housing_corporation", "school", "health_care", "municipality",
			"voluntary_organisation", "self", "neighbourhood_team", "other",
		},
		"fact.result": {
			"information", "advice", "informal_solution", "referral", "case_opened", // of questions
			"resolved", "improved", "referred", "not_resolved", "withdrawn", "no_cooperation", "not_fitting", // of mediations
			"paid_work", "education", "volunteering", "activities", "other_support", "self_reliant", "other", // of guidance
		},
		"location.kind": {
			"community_centre", "neighbourhood_room", "cultural_centre", "school", "playground", "mobile",
			"participation_factory", "sports_ground", "venue",
		},
	}
	for _, theme := range themes {
		words["programme.theme"] = append(words["programme.theme"], theme.ID)
	}
	return words
}

// ageBands answers the ages that somebody can have, the youngest first.
func ageBands() []string {
	return []string{
		"0_to_3", "4_to_12", "13_to_17", "18_to_26", "27_to_54", "55_to_64", "65_to_74", "75_and_older", "unknown",
	}
}

// strange answers, for every comparison of a name with a value it never has, a text that says so.
func (v vocabulary) strange(checked *cel.Ast) []string {
	var texts []string
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind {
			return
		}
		switch call := e.AsCall(); call.FunctionName() {
		case operators.Equals, operators.NotEquals, operators.In:
			left, right := call.Args()[0], call.Args()[1]
			texts = append(texts, v.compare(left, right)...)
			texts = append(texts, v.compare(right, left)...)
		}
	}))
	return texts
}

func (v vocabulary) compare(name, value ast.Expr) []string {
	if name.Kind() != ast.IdentKind || v[name.AsIdent()] == nil {
		return nil
	}
	values := []ast.Expr{value}
	if value.Kind() == ast.ListKind {
		values = value.AsList().Elements()
	}
	var texts []string
	known := v[name.AsIdent()]
	for _, one := range values {
		if one.Kind() != ast.LiteralKind {
			continue
		}
		if word, ok := one.AsLiteral().(types.String); ok && !slices.Contains(known, string(word)) {
			texts = append(texts, fmt.Sprintf("%s is never %q; it is one of %s",
				name.AsIdent(), string(word), strings.Join(known, ", ")))
		}
	}
	return texts
}
