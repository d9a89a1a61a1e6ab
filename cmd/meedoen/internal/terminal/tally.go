package terminal

import "fmt"

// tally counts the figures of an account by how they compare to the published ones.
type tally struct {
	figures, recorded, equal, different int
}

// summary answers the counts in one Dutch sentence.
func (t tally) summary() string {
	s := fmt.Sprintf("%d van %d cijfers geregistreerd", t.recorded, t.figures)
	switch {
	case t.equal+t.different == 0:
		return s + "."
	case t.different == 0 && t.equal == t.recorded:
		return s + ", alle gelijk aan de publicatie."
	case t.different == 1:
		return s + fmt.Sprintf(", waarvan %d gelijk aan de publicatie en 1 die afwijkt.", t.equal)
	case t.different == 0:
		return s + fmt.Sprintf(", waarvan %d gelijk aan de publicatie.", t.equal)
	}
	return s + fmt.Sprintf(", waarvan %d gelijk aan de publicatie en %d die afwijken.", t.equal, t.different)
}
