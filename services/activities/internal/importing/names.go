package importing

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// Names finds what a row refers to by the words people have for it. It holds for one file.
type Names struct {
	locations  index[domain.Location]
	programmes index[domain.Programme]
	activities activities
}

// NewNames answers the names of places, which have an id and a name, and of programmes, which have a code too.
func NewNames(locations []domain.Location, programmes []domain.Programme) *Names {
	n := &Names{locations: newIndex[domain.Location](), programmes: newIndex[domain.Programme]()}
	for _, l := range locations {
		n.locations.add(l.ID, &l, l.Name)
	}
	for _, p := range programmes {
		n.programmes.add(p.ID, &p, p.Name)
		n.programmes.byCode[fold(p.Code)] = p.ID
	}
	return n
}

// Location answers the id of the place with an id or a name, or the reason why there is not one.
func (n *Names) Location(cell string) (id, reason string) {
	return n.locations.find(cell, "LOCATION_UNKNOWN", "LOCATION_AMBIGUOUS")
}

// Programme answers the id of the programme with an id, a code or a name, or the reason why there is not one. A code goes
// before a name: it is unique.
func (n *Names) Programme(cell string) (id, reason string) {
	return n.programmes.find(cell, "PROGRAMME_UNKNOWN", "PROGRAMME_AMBIGUOUS")
}

// index finds values of one kind.
type index[V any] struct {
	byID   map[string]*V
	byCode map[string]string
	byName map[string][]string // ids: a name need not be unique
	found  map[string]string   // ids by cell: files have few different ones
}

func newIndex[V any]() index[V] {
	return index[V]{map[string]*V{}, map[string]string{}, map[string][]string{}, map[string]string{}}
}

func (x index[V]) add(id string, value *V, name string) {
	x.byID[id] = value
	x.byName[fold(name)] = append(x.byName[fold(name)], id)
}

func (x index[V]) find(cell, unknown, ambiguous string) (id, reason string) {
	if id, known := x.found[cell]; known {
		return id, ""
	}
	folded := fold(cell)
	ids := x.byName[folded]
	if id, has := x.byCode[folded]; has {
		ids = []string{id}
	}
	if _, has := x.byID[folded]; has {
		ids = []string{folded}
	}
	switch len(ids) {
	case 0:
		return "", unknown
	case 1:
		x.found[cell] = ids[0]
		return ids[0], ""
	}
	return "", ambiguous
}

// fold answers a name as it is compared: in small letters, with single spaces, an accent as one with its letter.
func fold(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(name))), " ")
}
