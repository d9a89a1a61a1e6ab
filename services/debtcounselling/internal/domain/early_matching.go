package domain

import (
	"cmp"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
)

// EarlyKeys are the keyed hashes that a signal is found by: the first of each is that under which it is kept now.
type EarlyKeys struct {
	Address []string
	Person  []string // none where the date of birth is not known: a surname alone is nobody
}

// All answers every hash.
func (k EarlyKeys) All() []string { return slices.Concat(k.Address, k.Person) }

// Kept answers those under which a signal is kept.
func (k EarlyKeys) Kept() []string {
	return slices.Concat(k.Address[:1], k.Person[:min(1, len(k.Person))])
}

// EarlyClient is a client whom a signal is about.
type EarlyClient struct {
	ID           string
	TrajectoryID string // that runs; empty where none does
	Kind         TrajectoryKind
}

// EarlyMatch finds where signals go, one after another. Cases and clients are those under the hashes of the signals, which
// stay as they are until it is kept.
type EarlyMatch struct {
	Cases   map[string][]*EarlySignalCase // by hash
	Clients map[string][]EarlyClient      // by the hash of a person
	Begin   func(EarlySignal) EarlySignalCase
	Due     func(EarlySignal) civil.Date
	// What came of it.
	Begun   []*EarlySignalCase
	Changed map[*EarlySignalCase]bool // of those that there were
}

// Place answers where a signal goes: to who helps its person already, into a case that takes it, or into one that begins.
func (m *EarlyMatch) Place(s EarlySignal, keys EarlyKeys) Placing {
	client := m.client(keys)
	if client.TrajectoryID != "" {
		return Placing{Result: ResultFor(client.Kind), TrajectoryID: client.TrajectoryID, ClientID: client.ID}
	}
	c := m.find(s, keys)
	if c == nil {
		begun := m.Begin(s)
		c = &begun
		m.Begun = append(m.Begun, c)
	} else if c.Join(s, m.Due(s)) && !slices.Contains(m.Begun, c) {
		m.Changed[c] = true
	}
	for _, hash := range keys.Kept() {
		if !slices.Contains(m.Cases[hash], c) {
			m.Cases[hash] = append(m.Cases[hash], c)
		}
	}
	return Placing{CaseID: c.ID, ClientID: client.ID}
}

// client answers the client whom a signal is about, where there is one: who is helped with debts before who has other help, and
// before who has none.
func (m *EarlyMatch) client(keys EarlyKeys) EarlyClient {
	var all []EarlyClient
	for _, hash := range keys.Person {
		all = append(all, m.Clients[hash]...)
	}
	if len(all) == 0 {
		return EarlyClient{}
	}
	rank := func(c EarlyClient) int {
		switch {
		case c.TrajectoryID == "":
			return 2
		case ResultFor(c.Kind) == OtherRunningTrajectory:
			return 1
		}
		return 0
	}
	return slices.MinFunc(all, func(a, b EarlyClient) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.TrajectoryID, b.TrajectoryID), cmp.Compare(a.ID, b.ID))
	})
}

// find answers the case that a signal joins: an open one before one that ended, and that of its address before that of its
// person.
func (m *EarlyMatch) find(s EarlySignal, keys EarlyKeys) *EarlySignalCase {
	for _, open := range []bool{true, false} {
		for _, hash := range keys.All() {
			for _, c := range m.Cases[hash] {
				if c.Open() == open && c.takes(s) {
					return c
				}
			}
		}
	}
	return nil
}

// SamePerson says whether a signal is about a client, as far as is known of both: the surname is one, and the births do not
// differ.
func SamePerson(a, b person.Person) bool {
	if privacy.Fold(a.Surname) != privacy.Fold(b.Surname) {
		return false
	}
	if !a.Birth.Date.IsZero() && !b.Birth.Date.IsZero() {
		return a.Birth.Date == b.Birth.Date
	}
	return !a.Birth.IsKnown() || !b.Birth.IsKnown() || a.Birth.YearOf() == b.Birth.YearOf()
}
