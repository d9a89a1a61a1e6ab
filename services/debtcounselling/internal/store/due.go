package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// DueOn is when a term must have begun to have passed on a date. A record type that is not in it is kept.
type DueOn struct {
	Date  civil.Date
	Ended map[domain.RecordType]civil.Date // the last date on which a trajectory or a case may have ended, by record type
	// Recorded and Erased are the instants before which a client must have been: zero, where that is no reason to remove.
	Recorded, Erased time.Time
}

// due builds what is asked of the database about what is due. A trajectory is t in its conditions, a client k, and a
// case of early signals e.
type due struct {
	DueOn
	args []any
}

// arg answers the place of a value in the query.
func (q *due) arg(value any) string {
	q.args = append(q.args, value)
	return fmt.Sprint("$", len(q.args))
}

// trajectory answers the condition under which a trajectory loses what it has of a record type, but for a hold. The trajectory
// itself goes last: nothing that is kept longer is in it then. Conditions are NOT EXISTS beside each other, which PostgreSQL
// turns into joins, and not alternatives, which it asks of every row.
func (q *due) trajectory(r Records) string {
	last, is := q.Ended[r.Type]
	if !is {
		return "1 = 0"
	}
	all := []string{"t.end_date <> ''", "t.end_date <= " + q.arg(last)}
	if r.Type != domain.TrajectoryRecords {
		return strings.Join(append(all, "("+strings.Join(r.rows(""), " OR ")+")"), " AND ")
	}
	for _, other := range AllRecords() {
		if other.Type == domain.TrajectoryRecords || other.Type.Start() != domain.FromEnd {
			continue
		}
		longer := ""
		if last, is := q.Ended[other.Type]; is {
			longer = " AND t.end_date > " + q.arg(last)
		}
		for _, row := range other.rows(longer) {
			all = append(all, "NOT "+row)
		}
	}
	return strings.Join(all, " AND ")
}

// rows answers the conditions under which a trajectory has something of a record type in a table. The other tables of the type
// refer to those that name the trajectory themselves.
func (r Records) rows(and string) (conditions []string) {
	for _, table := range r.Tables {
		if table.Of == ofTrajectory {
			conditions = append(conditions, "EXISTS (SELECT 1 FROM "+table.Name+" x WHERE x.trajectory_id = t.id"+and+")")
		}
	}
	return conditions
}

// held answers the condition under which a hold keeps a trajectory: of its own, or of one of its clients.
func (q *due) held() string { return "t.id IN (" + q.heldTrajectories() + ")" }

// heldTrajectories answers the ids of the trajectories that a hold keeps, and the id of none for a hold of a client.
func (q *due) heldTrajectories() string {
	return `SELECT h.trajectory_id FROM legal_hold h WHERE ` + q.runs() + `
    UNION ALL SELECT w.trajectory_id FROM legal_hold h JOIN trajectory_client w ON w.client_id = h.client_id WHERE ` + q.runs()
}

// runs answers the condition under which a hold runs on the date.
func (q *due) runs() string {
	return "h.start_date <= " + q.arg(q.Date) + " AND (h.end_date = '' OR h.end_date > " + q.arg(q.Date) + ")"
}

// clientHeld answers the condition under which a hold keeps a client: of its own, or one that keeps a trajectory of it.
func (q *due) clientHeld() string {
	return `(k.id IN (SELECT h.client_id FROM legal_hold h WHERE ` + q.runs() + `)
    OR k.id IN (SELECT c.client_id FROM trajectory_client c WHERE c.trajectory_id IN (` + q.heldTrajectories() + `)))`
}

const hasTrajectory = "EXISTS (SELECT 1 FROM trajectory_client c WHERE c.client_id = k.id)"

// free answers the condition under which no trajectory of a client would be left, but for holds.
func (q *due) free() string {
	return `NOT EXISTS (SELECT 1 FROM trajectory_client c WHERE c.client_id = k.id AND NOT EXISTS (
    SELECT 1 FROM trajectory t WHERE t.id = c.trajectory_id AND ` + q.trajectory(records(domain.TrajectoryRecords)) + `))`
}

// client answers the condition under which who a client was is due, but for a hold: the last trajectory of the client goes, or
// there was none and the own term passed. Who is in a case of early signals that goes on stays.
func (q *due) client() string {
	return removable + " AND " + q.free() + " AND (k.created_at < " + q.arg(micros(q.Recorded)) + " OR " + hasTrajectory + ")"
}

// neverHelped answers the condition under which the own term of a client passed who has no trajectory.
func (q *due) neverHelped() string {
	return removable + " AND k.created_at < " + q.arg(micros(q.Recorded)) + " AND NOT " + hasTrajectory
}

// erased answers the condition under which the lines about a client are due where no trajectory is left, but for a hold.
func (q *due) erased() string {
	return "k.id IN (SELECT e.client_id FROM client_erasure e WHERE e.log_removed = 0 AND e.created_at < " +
		q.arg(micros(q.Erased)) + ")"
}

// micros answers an instant as it is stored; zero is before all.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func records(of domain.RecordType) Records {
	for _, r := range AllRecords() {
		if r.Type == of {
			return r
		}
	}
	return Records{Type: of}
}
