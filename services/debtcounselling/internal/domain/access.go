package domain

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// AccessKind is what was done with data of a client: the names of the contract.
type AccessKind string

// The kinds.
const (
	AccessRead    AccessKind = "read"
	AccessChanged AccessKind = "changed"
	AccessRefused AccessKind = "refused"
)

// Access is that somebody saw or changed something of a client, or was refused.
type Access struct {
	ID         string // of the line of the log, in the order of time
	Time       time.Time
	Actor, Via string
	Roles      []string
	Kind       AccessKind
	Fields     string // the class of data, or the kind of thing that was refused
	Method     string // "/package.Service/Method"
	Activity   string // in the register; none where it was refused
	Reason     string // that was told where it was refused
}

// ReadingVerbs answers how the names of methods begin that change nothing of a client.
func ReadingVerbs() []string { return []string{"Get", "List", "Search", "Export", "Check", "Stream"} }

// ChangingVerbs answers how the names of the others begin.
func ChangingVerbs() []string { return []string{"Create", "Batch", "Update"} }

// KindOf answers whether a method reads or changes. One that is not known to read, changes: more is told then, not less.
func KindOf(method string) AccessKind {
	name := method[strings.LastIndex(method, "/")+1:]
	if slices.ContainsFunc(ReadingVerbs(), func(verb string) bool { return strings.HasPrefix(name, verb) }) {
		return AccessRead
	}
	return AccessChanged
}

// Merge answers what two logs say in the order of time.
func Merge(one, other []Access) []Access {
	all := slices.Concat(one, other)
	slices.SortFunc(all, func(a, b Access) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
