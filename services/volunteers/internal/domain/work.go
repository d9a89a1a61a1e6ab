package domain

// Work is an assignment with what it is part of: who does it, as what, and for which programme.
type Work struct {
	Assignment
	ProgrammeID string
	RoleCode    string
	Kind        EngagementKind
	PersonID    string
	Erased      bool // the person was
}

// Began says whether the assignment came to work.
func (w Work) Began() bool { return w.State == Working || w.State == Ended }
