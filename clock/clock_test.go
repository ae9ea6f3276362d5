package clock

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func reached(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}

func TestSystemClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c System
		start := c.Now()
		soon, stop := c.Until(start.Add(time.Hour))
		defer stop()
		given, giveUp := c.Until(start.Add(time.Minute))
		giveUp()
		giveUp()
		if past, _ := c.Until(start); !reached(past) {
			t.Error("a moment that has come is not reached")
		}
		time.Sleep(59 * time.Minute)
		synctest.Wait()
		if reached(soon) || reached(given) {
			t.Error("reached too early, or though it was given up")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !reached(soon) {
			t.Error("an hour later the moment is not reached")
		}
	})
}

func TestMovableClockMovesOnlyWhenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		c := NewMovable(start)
		hour, stop := c.Until(start.Add(time.Hour))
		defer stop()
		given, giveUp := c.Until(start.Add(time.Minute))
		giveUp()
		giveUp()
		time.Sleep(48 * time.Hour)
		if !c.Now().Equal(start) || reached(hour) {
			t.Fatal("the clock moved by itself")
		}
		c.Set(start.Add(time.Hour - time.Second))
		if reached(hour) {
			t.Error("reached a second early")
		}
		c.Set(start.Add(time.Hour))
		if !reached(hour) || reached(given) {
			t.Error("want the hour reached, and not what was given up")
		}
		c.Set(start)
		if !c.Now().Equal(start.Add(time.Hour)) {
			t.Error("the clock went back")
		}
	})
}

func TestMovableClockRunsForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		c := NewMovable(start)
		c.Forward(start.Add(time.Hour))
		ten, stop := c.Until(start.Add(time.Hour + 10*time.Minute))
		defer stop()
		day, stopDay := c.Until(start.Add(24 * time.Hour))
		defer stopDay()
		time.Sleep(9 * time.Minute)
		synctest.Wait()
		if reached(ten) {
			t.Error("reached a minute early")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !reached(ten) || reached(day) {
			t.Error("want ten minutes reached, and not the day")
		}
		c.Set(start.Add(24*time.Hour - time.Minute)) // a jump while it runs
		time.Sleep(time.Minute)
		synctest.Wait()
		if !reached(day) {
			t.Error("the clock did not run on after a jump")
		}
		at := c.Now()
		c.Stop()
		time.Sleep(time.Hour)
		if !c.Now().Equal(at) {
			t.Error("the clock did not stop")
		}
	})
}

func TestMovableClockAtOnce(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	c := NewMovable(start)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			done, stop := c.Until(start.Add(time.Duration(i) * time.Minute))
			defer stop()
			if i%2 == 0 {
				<-done
			}
		})
		wg.Go(func() { c.Set(start.Add(time.Duration(i) * time.Minute)) })
	}
	wg.Go(func() { c.Forward(start.Add(time.Hour)) })
	wg.Wait()
}
