package operate

import (
	"context"
	"os"
	"os/user"
	"strconv"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/operation"
)

// note answers what writes into the audit log that an operator changed dead letters by action, which is the method that does the
// same for admins: so both leave the same line, but for who did it.
func note(ctx context.Context, action string) inbox.Note {
	as := auth.With(ctx, &auth.Identity{Subject: operator()})
	return operation.Note(clock.System().Now(), func(object string) auditlog.Entry { return auditlog.DoneAs(as, action, object) })
}

// operator answers who runs this command: operator:ACCOUNT@MACHINE. Nobody vouches for it but the machine, and it has no role;
// whoever runs commands there has the password of the database anyway. In a container an account may have no name.
func operator() string {
	account := strconv.Itoa(os.Getuid())
	if known, err := user.Current(); err == nil && known.Username != "" {
		account = known.Username
	}
	machine, err := os.Hostname()
	if err != nil {
		machine = "localhost"
	}
	return "operator:" + account + "@" + machine
}
