import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/** Counts a topic by key, in memory with a changelog. Prints records a second, from the first to
 *  the last taken. Arguments: bootstrap servers, topic, number of records, state directory. */
public class CountByKey {
    public static void main(String[] given) throws Exception {
        long expected = Long.parseLong(given[2]);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-streams");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, given[0]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, given[3]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put("auto.offset.reset", "earliest");
        AtomicLong seen = new AtomicLong(), began = new AtomicLong(), ended = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(given[1], Consumed.with(Serdes.String(), Serdes.ByteArray()))
            .peek((key, value) -> {
                long now = System.nanoTime();
                if (seen.incrementAndGet() == 1) began.set(now);
                if (seen.get() == expected) {
                    ended.set(now);
                    done.countDown();
                }
            })
            .groupByKey()
            .count(Materialized.as(Stores.inMemoryKeyValueStore("counts")));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        done.await();
        streams.close(Duration.ofSeconds(20));
        System.out.println(expected / ((ended.get() - began.get()) / 1e9));
    }
}
