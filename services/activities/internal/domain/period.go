package domain

import "github.com/deschoor/meedoen/platform/period"

// Period is a time from Start up to End, at which the next may begin.
type Period = period.Period
