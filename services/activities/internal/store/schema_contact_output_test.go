package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

func contactAndOutputRows() map[string]row {
	return map[string]row{
		"contact": {
			"id": "contact", "programme_id": "this", "date": "2022-06-14", "location_id": "", "wijk_code": "WK003401",
			"wijk_year": 2022, "stadsdeel": "haven", "channel": "street", "group_size": 3, "part_of_day": "", "recorder": "anna",
			"state": "recorded", "version": 2, "created_at": 1, "updated_at": 2,
		},
		"contact_correction": {
			"id": "correction", "contact_id": "contact", "version": 2, "group_size": 3, "channel": "street", "state": "recorded",
			"reason": "missed", "previous_group_size": 1, "previous_channel": "street", "recorder": "ben", "created_at": 2,
		},
		"initiative": {
			"id": "initiative", "display_name": "Groen", "owner_group": "residents", "programme_id": "this", "wijk_code": "WK003401",
			"wijk_year": 2022, "stadsdeel": "haven", "start_date": "2022-01-01", "end_date": "", "version": 1, "created_at": 1,
			"updated_at": 1,
		},
		"output": {
			"id": "output", "kind": "repair", "programme_id": "this", "date": "2022-06-14", "location_id": "here",
			"wijk_code": "WK003401", "wijk_year": 2022, "stadsdeel": "haven", "repair_category": "toy", "repair_outcome": "advice",
			"act_setting": "", "initiative_id": "", "display_name": "", "partners": "", "recorder": "anna", "state": "recorded",
			"version": 2, "created_at": 1, "updated_at": 2,
		},
		"output_correction": {
			"id": "correction", "output_id": "output", "version": 2, "repair_category": "toy", "repair_outcome": "advice",
			"act_setting": "", "state": "recorded", "reason": "missed", "previous_repair_category": "toy",
			"previous_repair_outcome": "repaired", "previous_act_setting": "", "recorder": "ben", "created_at": 2,
		},
	}
}

// asKind answers an output of another kind, with what every one of that kind has.
func asKind(kind string, other row) row {
	return row{"kind": kind, "repair_category": "", "repair_outcome": ""}.with(other)
}

func contactsAndOutputsThatMustNeverBe() map[string]never {
	return map[string]never{
		"contact with less than nobody":       {"contact", row{"group_size": -1}, false},
		"contact with nobody":                 {"contact", row{"group_size": 0}, false},
		"withdrawn contact with people":       {"contact", row{"state": "withdrawn"}, false},
		"contact without a wijk":              {"contact", row{"wijk_code": ""}, false},
		"contact of an unknown programme":     {"contact", row{"programme_id": "nothing"}, false},
		"contact in no state":                 {"contact", row{"state": "lost", "group_size": 0}, false},
		"contact with version 0":              {"contact", row{"version": 0}, false},
		"contact twice":                       {"contact", row{"id": "contact"}, true},
		"contact corrected to nobody":         {"contact_correction", row{"version": 3, "group_size": 0}, false},
		"contact with nobody before":          {"contact_correction", row{"version": 3, "previous_group_size": 0}, false},
		"correction of an unknown contact":    {"contact_correction", row{"contact_id": "nothing"}, false},
		"contact corrected to version 1":      {"contact_correction", row{"version": 1}, false},
		"contact corrected to one twice":      {"contact_correction", row{}, true},
		"initiative ends before it starts":    {"initiative", row{"end_date": "2021-12-31"}, false},
		"initiative of an unknown programme":  {"initiative", row{"programme_id": "nothing"}, false},
		"initiative twice":                    {"initiative", row{"id": "initiative"}, true},
		"output of no kind":                   {"output", asKind("story", row{}), false},
		"repair of nothing":                   {"output", row{"repair_category": ""}, false},
		"repair without an outcome":           {"output", row{"repair_outcome": ""}, false},
		"repair with a setting":               {"output", row{"act_setting": "in_house"}, false},
		"repair with an initiative":           {"output", row{"initiative_id": "initiative"}, false},
		"repair with a name":                  {"output", row{"display_name": "x"}, false},
		"repair with partners":                {"output", row{"partners": "care"}, false},
		"act without a setting":               {"output", asKind("act", row{}), false},
		"support of nothing":                  {"output", asKind("initiative_support", row{}), false},
		"project without a name":              {"output", asKind("project", row{"partners": "care"}), false},
		"output without a wijk":               {"output", row{"wijk_code": ""}, false},
		"output of an unknown programme":      {"output", row{"programme_id": "nothing"}, false},
		"output in no state":                  {"output", row{"state": "lost"}, false},
		"output twice":                        {"output", row{"id": "output"}, true},
		"correction of an unknown output":     {"output_correction", row{"output_id": "nothing"}, false},
		"output corrected to version 1":       {"output_correction", row{"version": 1}, false},
		"output corrected to one version":     {"output_correction", row{}, true},
		"output corrected to no state at all": {"output_correction", row{"version": 3, "state": "lost"}, false},
	}
}

func TestContactsAndOutputsAtTheEdgeAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := filled(t, engine)
		rows := contactAndOutputRows()
		for _, good := range []never{
			{table: "contact", other: row{"group_size": 1}},
			{table: "contact", other: row{"group_size": 0, "state": "withdrawn"}},
			{table: "contact_correction", other: row{"version": 3, "group_size": 0, "state": "withdrawn"}},
			{table: "initiative", other: row{"end_date": "2022-01-01"}},
			{table: "output", other: row{"state": "withdrawn"}},
			{table: "output", other: asKind("act", row{"act_setting": "elsewhere"})},
			{table: "output", other: asKind("initiative_support", row{"initiative_id": "initiative"})},
			{table: "output", other: asKind("project", row{"display_name": "Onderzoek"})},
			{table: "output", other: asKind("project", row{"display_name": "Onderzoek", "partners": "care,police"})},
		} {
			require.NoError(t, insert(t, db, good.table, rows[good.table].with(row{"id": t.Name()}).with(good.other)))
			require.NoError(t, exec(t, db, "DELETE FROM "+good.table+" WHERE id = $1", t.Name()))
		}
	})
}
