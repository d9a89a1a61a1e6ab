package domain

import (
	"fmt"
	"slices"
)

// versions are the indicators of a catalogue by their id, each with the name of the list that it stands in.
type versions map[string][]version

type version struct {
	*Indicator
	list string
}

// check complains where a figure would be made in two ways in one year, and where one to steer by has the name of one of the
// account.
func (v versions) check(doc *document, in *Indicator, at []string) {
	if in.ID == "" {
		return
	}
	this := version{in, at[0]}
	if i := slices.IndexFunc(v[in.ID], this.excludes); i >= 0 {
		of := ""
		if other := v[in.ID][i]; other.list == this.list && other.FromYear > 0 {
			of = fmt.Sprintf("of %d ", in.rule().firstShared(other.rule()))
		}
		doc.complain(fmt.Sprintf("there is an indicator %q %sbefore", in.ID, of), join(at, "id")...)
	}
	v[in.ID] = append(v[in.ID], this)
}

func (v version) excludes(other version) bool {
	return v.list != other.list || v.rule().Overlaps(other.rule())
}
