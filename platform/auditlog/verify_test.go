package auditlog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auditlog"
	auditv1 "github.com/deschoor/meedoen/proto/meedoen/audit/v1"
)

const (
	batchMissing = auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_MISSING
	batchChanged = auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_BATCH_CHANGED
	lineMissing  = auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_MISSING
	lineAdded    = auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_ADDED
	lineChanged  = auditv1.AuditChainFault_AUDIT_CHAIN_FAULT_LINE_CHANGED
)

func TestWhateverIsDoneToTheLogIsFoundInItsBatch(t *testing.T) {
	const line = "SELECT MIN(id) FROM audit_log WHERE batch = 2"
	copied := `INSERT INTO audit_log (id, trace_id, actor, via, roles, action, object, result, reason, created_at, batch)
		SELECT id || 'x', trace_id, actor, via, roles, action, object, result, reason, created_at, 2 FROM audit_log WHERE id = (` + line + ")"
	tests := map[string]struct {
		do     []string
		faulty int64
		fault  auditv1.AuditChainFault
	}{
		"who":                         {[]string{"UPDATE audit_log SET actor = 'ben' WHERE id = (" + line + ")"}, 2, lineChanged},
		"through which system":        {[]string{"UPDATE audit_log SET via = '' WHERE id = (" + line + ")"}, 2, lineChanged},
		"as what":                     {[]string{"UPDATE audit_log SET roles = 'cook' WHERE id = (" + line + ")"}, 2, lineChanged},
		"what":                        {[]string{"UPDATE audit_log SET action = '/kitchen.v1.Oven/Eat' WHERE id = (" + line + ")"}, 2, lineChanged},
		"with which object":           {[]string{"UPDATE audit_log SET object = 'pie/1' WHERE id = (" + line + ")"}, 2, lineChanged},
		"how it ended":                {[]string{"UPDATE audit_log SET result = 'refused', reason = 'NO' WHERE id = (" + line + ")"}, 2, lineChanged},
		"when":                        {[]string{"UPDATE audit_log SET created_at = created_at + 1 WHERE id = (" + line + ")"}, 2, lineChanged},
		"in which trace":              {[]string{"UPDATE audit_log SET trace_id = 'a' WHERE id = (" + line + ")"}, 2, lineChanged},
		"text moved between columns":  {[]string{"UPDATE audit_log SET actor = 'ann', via = 'atill' WHERE id = (" + line + ")"}, 2, lineChanged},
		"an id":                       {[]string{"UPDATE audit_log SET id = id || 'x' WHERE id = (" + line + ")"}, 2, lineChanged},
		"a line removed":              {[]string{"DELETE FROM audit_log WHERE id = (" + line + ")"}, 2, lineMissing},
		"all lines of a batch":        {[]string{"DELETE FROM audit_log WHERE batch = 2"}, 2, lineMissing},
		"a line added":                {[]string{copied}, 2, lineAdded},
		"a line in place of another":  {[]string{copied, "DELETE FROM audit_log WHERE id = (" + line + ")"}, 2, lineChanged},
		"a line taken out":            {[]string{"UPDATE audit_log SET batch = 0 WHERE id = (" + line + ")"}, 2, lineMissing},
		"a line moved to another":     {[]string{"UPDATE audit_log SET batch = 3 WHERE id = (" + line + ")"}, 2, lineMissing},
		"two lines exchanged":         {[]string{"UPDATE audit_log SET object = CASE object WHEN 'cake/02' THEN 'cake/03' ELSE 'cake/02' END WHERE batch = 2"}, 2, lineChanged},
		"a batch removed":             {[]string{"DELETE FROM audit_batch WHERE number = 2"}, 2, batchMissing},
		"a batch with its lines":      {[]string{"DELETE FROM audit_batch WHERE number = 2", "DELETE FROM audit_log WHERE batch = 2"}, 2, batchMissing},
		"the first batch":             {[]string{"DELETE FROM audit_batch WHERE number = 1"}, 1, batchMissing},
		"the last batch":              {[]string{"DELETE FROM audit_batch WHERE number = 4"}, 4, batchMissing},
		"all batches":                 {[]string{"DELETE FROM audit_batch"}, 1, batchMissing},
		"a hash":                      {[]string{"UPDATE audit_batch SET hash = previous_hash WHERE number = 2"}, 2, lineChanged},
		"a link":                      {[]string{"UPDATE audit_batch SET previous_hash = hash WHERE number = 2"}, 2, batchChanged},
		"when it was sealed":          {[]string{"UPDATE audit_batch SET sealed_at = sealed_at + 1 WHERE number = 2"}, 2, lineChanged},
		"how many it has":             {[]string{"UPDATE audit_batch SET lines = lines + 1 WHERE number = 2"}, 2, lineMissing},
		"its first line":              {[]string{"UPDATE audit_batch SET first_line = '' WHERE number = 2"}, 2, batchChanged},
		"a batch added at the end":    {[]string{newBatch}, 5, batchChanged},
		"a batch added with a line":   {[]string{newBatch, "UPDATE audit_log SET batch = 5 WHERE batch = 0"}, 5, batchChanged},
		"batches in another order":    {[]string{"UPDATE audit_batch SET number = 9 WHERE number = 2", "UPDATE audit_batch SET number = 2 WHERE number = 3", "UPDATE audit_batch SET number = 3 WHERE number = 9"}, 2, batchChanged},
		"a batch put into the middle": {[]string{"UPDATE audit_batch SET number = number + 10 WHERE number > 2", "UPDATE audit_batch SET number = number - 9 WHERE number > 10", "INSERT INTO audit_batch SELECT 3, first_line, last_line, lines, hash, hash, sealed_at, 0 FROM audit_batch WHERE number = 2"}, 3, lineChanged},
		"said to be removed":          {[]string{"UPDATE audit_batch SET lines_removed_at = 1 WHERE number = 2", "DELETE FROM audit_log WHERE batch = 2"}, 2, lineMissing},
		"said to be, and are there":   {[]string{"UPDATE audit_batch SET lines_removed_at = 1 WHERE number = 1"}, 1, lineAdded},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends(objects(8)...)
		r.seal(2)
		r.appends("unsealed")
		seen := r.fits(4, 8)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r := r.copied(t)
				for _, statement := range tt.do {
					r.exec(statement)
				}
				v := r.verify(auditlog.Point{})
				require.Equal(t, tt.faulty, v.Faulty)
				require.Equal(t, tt.fault.String(), v.Fault.String())
				require.Equal(t, tt.faulty-1, v.Through.Batch, "the chain fits up to it")
			})
		}
		require.Equal(t, seen, r.fits(4, 8))
	})
}

const newBatch = `INSERT INTO audit_batch SELECT 5, first_line, last_line, 1, previous_hash, hash, sealed_at, 0
	FROM audit_batch WHERE number = 4`

// Who can write to the database can make the end of the chain anew, or all of it. Who kept a place of it elsewhere finds that.
func TestChainThatWasMadeAnewIsFoundByWhoSawItBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends(objects(8)...)
		r.seal(2)
		seen := r.fits(4, 8)
		v := r.verify(seen)
		require.Zero(t, v.Faulty)
		require.Equal(t, seen, v.Through)

		end := r.copied(t)
		end.exec("DELETE FROM audit_log WHERE batch = 4")
		end.exec("DELETE FROM audit_batch WHERE number = 4")
		end.fits(3, 6)
		v = end.verify(seen)
		require.Equal(t, []any{int64(4), batchMissing}, []any{v.Faulty, v.Fault})
		require.Zero(t, v.Through.Batch, "nothing is proven of what came before")

		anew := r.copied(t)
		anew.exec("DELETE FROM audit_batch")
		anew.exec("UPDATE audit_log SET batch = 0, actor = 'ben'")
		anew.seal(2)
		anew.fits(4, 8)
		v = anew.verify(seen)
		require.Equal(t, []any{int64(4), batchChanged}, []any{v.Faulty, v.Fault})
	})
}

// Old lines go by whole batches from the front, and the hashes of these stay.
func TestChainFitsWithoutTheLinesThatWereKeptLongEnough(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.appends(objects(8)...)
		r.seal(2)
		whole := r.fits(4, 8)
		r.exec("UPDATE audit_batch SET lines_removed_at = 1 WHERE number <= 2")
		r.exec("DELETE FROM audit_log WHERE batch <= 2")
		require.Equal(t, whole, r.fits(4, 4))
		for _, batch := range []int64{1, 2, 3} {
			from := auditlog.Point{Batch: batch}
			require.NoError(t, r.db.Read().QueryRow("SELECT hash FROM audit_batch WHERE number = $1", batch).Scan(&from.Hash))
			require.Equal(t, whole, r.verify(from).Through)
		}
		r.exec("UPDATE audit_batch SET hash = previous_hash WHERE number = 2")
		v := r.verify(auditlog.Point{})
		require.Equal(t, []any{int64(3), batchChanged}, []any{v.Faulty, v.Fault}, "what comes after hangs on them")
	})
}

func TestLongChainIsVerifiedInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.append(many(230)...)
		r.seal(1)
		whole := r.fits(230, 230)
		var at auditlog.Point
		parts := 0
		for more := true; more; parts++ {
			v, err := auditlog.Verify(t.Context(), r.db.Read(), at, 100)
			require.NoError(t, err)
			require.Zero(t, v.Faulty)
			require.True(t, v.Through.Batch > at.Batch || !v.More)
			at, more = v.Through, v.More
		}
		require.Greater(t, parts, 1)
		require.Equal(t, whole, at)
	})
}
