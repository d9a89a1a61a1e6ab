package domain

import "github.com/deschoor/meedoen/platform/fault"

// Nobody approves what is one's own (functiescheiding, vierogenprincipe): hours become money. The approver is the person who
// helps whose login approves, "" where no person has it.

// RefuseOwn refuses who would approve the own hours: FAILED_PRECONDITION (OWN_HOURS).
func (h Hours) RefuseOwn(approver string) error {
	if !same(h.PersonID, approver) {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "OWN_HOURS", "These hours are your own. Somebody else approves them.")
}

// RefuseOwn refuses who would approve the own claim: FAILED_PRECONDITION (OWN_CLAIM).
func (c ExpenseClaim) RefuseOwn(approver string) error {
	if !same(c.PersonID, approver) {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "OWN_CLAIM", "This claim is your own. Somebody else approves it.")
}

func same(personID, approver string) bool { return approver != "" && approver == personID }
