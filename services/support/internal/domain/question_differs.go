package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
)

// Differs answers the fields in which a second delivery of a question says something else than the first. How far it has come
// since is no difference, and nor is what was said where the resident was erased.
func (q Question) Differs(again Question) (fields []fault.Field) {
	for _, d := range []struct {
		field string
		same  bool
	}{
		{"channel", q.Channel == again.Channel},
		{"asker_kind", q.AskerKind == again.AskerKind},
		{"life_domains", slices.Equal(q.LifeDomains, again.LifeDomains)},
		{"summary", q.Summary == again.Summary || q.Summary == ""},
		{"resident_id", q.ResidentID == again.ResidentID},
		{"wijk_code", q.Wijk == again.Wijk},
		{"team", q.Team == again.Team},
		{"organisation", q.Organisation == again.Organisation},
		{"receive_date", q.Receive == again.Receive},
	} {
		if !d.same {
			fields = append(fields, violation(d.field, "CONFLICT", "The earlier delivery said something else."))
		}
	}
	return fields
}
