package store

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// removable is the condition under which a client is kept, and no case of early signals about it goes on. That a signal is of a
// client is asked too: the index has these alone, and SQLite would read all signals for each client.
const removable = `k.state = 'present' AND NOT EXISTS (SELECT 1 FROM early_signal s JOIN early_signal_case e ON e.id = s.case_id
    WHERE s.client_id = k.id AND s.client_id <> '' AND e.state <> 'closed')`

// earlyCase answers the condition under which who is in the signals of a case is due, but for a hold: somebody is still, and is
// not helped in what the case became.
func (q *due) earlyCase() string {
	last, is := q.Ended[domain.EarlySignalRecords]
	if !is {
		return "1 = 0"
	}
	return `e.end_date <> '' AND e.end_date <= ` + q.arg(last) + `
    AND EXISTS (SELECT 1 FROM early_signal s WHERE s.case_id = e.id AND s.reference_key <> '')
    AND NOT EXISTS (SELECT 1 FROM trajectory t WHERE t.id = e.trajectory_id AND t.state <> 'exited')`
}

// earlyCaseHeld answers the condition under which a hold keeps a case: of the trajectory that it became, or of a client whom a
// signal is about.
func (q *due) earlyCaseHeld() string {
	return `(e.trajectory_id <> '' AND e.trajectory_id IN (` + q.heldTrajectories() + `)
    OR EXISTS (SELECT 1 FROM early_signal s JOIN client k ON k.id = s.client_id
        WHERE s.case_id = e.id AND ` + q.clientHeld() + `))`
}
