// What makes pages better with JavaScript; every page works without it.
"use strict";
