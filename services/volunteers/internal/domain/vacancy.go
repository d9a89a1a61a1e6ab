package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
)

// Vacancy is that people are wanted for a role (vacature): where, when, how many, and what would be good to bring.
type Vacancy struct {
	ID           string
	RoleID       string
	Name         string
	Description  string
	Wijk         areas.Wijk // of the work; zero where it has none
	Skills       []string
	Languages    []string // by their codes of ISO 639
	Interests    []string
	Availability []Availability // the parts of the week in which the work is done
	Wanted       int            // how many
	Start        civil.Date
	End          civil.Date // the last date; zero while no end is known
	State        VacancyState
	Version      int64
	Created      time.Time
	Updated      time.Time
}
